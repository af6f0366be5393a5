import { afterEach, describe, expect, it, vi } from 'vitest';
import { compilePlan } from '../dag/compile-plan.ts';
import type * as Rules from '../dag/rules.ts';
import type { WorkflowDocument } from '../definition/document.ts';
import type * as Verdict from '../placement/verdict.ts';
import { explainRun } from './explain-run.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { AT, runFacts, taskFacts, workerFacts } from './facts.testing.ts';
import { sentenceOf, WAIT_CODES } from './wait-codes.ts';

const DOCUMENT: WorkflowDocument = {
  kind: 'Workflow',
  name: 'w',
  project: 'default',
  tasks: { a: { type: 'shell' }, b: { type: 'shell', needs: ['a'] } },
};

const ready = taskFacts({ state: 'queued', isClaimable: true, line: { ahead: 0, isCut: false, isOvertaken: false } });
const run = (tasks: ReadonlyMap<number, TaskFacts>, more: Partial<RunFacts> = {}): RunFacts =>
  runFacts(DOCUMENT, tasks, more);
const codes = (facts: RunFacts, explain = explainRun) =>
  explain(facts).waiting.map(({ task, answer }) => `${task} ${answer.code}`);

describe('an explanation', () => {
  afterEach(() => {
    vi.resetModules();
    vi.doUnmock('../dag/rules.ts');
    vi.doUnmock('../placement/verdict.ts');
  });

  it('answers with the first check that blocks, and keeps those behind it', () => {
    const line = { ahead: 3, isCut: false, isOvertaken: true };
    const [a] = explainRun(run(new Map([[0, { ...ready, line }]]), { workers: [workerFacts()] })).waiting;
    expect(a?.answer).toMatchObject({ code: 'PRIORITY', params: { ahead: '3' } });
    expect(a?.checks.filter(({ verdict }) => verdict === 'block').map(({ code }) => code)).toEqual([
      'PRIORITY',
      'NO_CAPACITY',
    ]);
  });

  it('names the worker that would take it, as a command', () => {
    const workers = {
      group: 'train',
      labels: {
        zone: ['a', 'b'],
        disk: { in: ["it's"] },
        cores: { gt: 15 },
        os: { notIn: ['w'] },
        'carillon/worker': 'w7',
      },
    };
    const task = { type: 'shell', workers, resources: { gpu: 1, memory: '2Gi' } } as const;
    const plan = compilePlan({ ...DOCUMENT, tasks: { a: task } });
    const [a] = explainRun(run(new Map([[0, ready]]), { plan, workers: [workerFacts()] })).waiting;
    expect(a?.answer).toMatchObject({
      code: 'NO_CAPABLE_WORKER',
      fix: {
        command:
          "carillon worker run --group train --label 'zone=a' --label 'disk=it'\\''s' --name 'w7' --resources gpu=1",
      },
    });
  });

  it('says how far a count went', () => {
    const line = { ahead: 10_000, isCut: true, isOvertaken: false };
    const [a] = explainRun(run(new Map([[0, { ...ready, line }]]), { workers: [workerFacts()] })).waiting;
    expect(sentenceOf(a?.answer as never)).toContain('10000+ task runs are ahead of it');
  });

  it('lists what waits, and nothing that runs or has ended', () => {
    const holder = { worker: 'w1', leaseUntil: AT, isSilent: false };
    expect(codes(run(new Map([[0, taskFacts({ state: 'running', holder })]])))).toEqual(['b DEP_UPSTREAM']);
    expect(codes(run(new Map(), { state: 'success', endedAt: AT }))).toEqual([]);
  });

  it('shows the facts where no check tells why', () => {
    const odd = explainRun(run(new Map([[0, taskFacts({ state: 'queued' })]]))).waiting[0]?.answer;
    expect(odd).toMatchObject({ code: 'UNKNOWN', verdict: 'unknown' });
    expect(odd?.evidence).toContainEqual({ kind: 'fact', name: 'isClaimable', is: 'false' });
  });

  it('has whole sentences for every code, blocked and passed', () => {
    for (const code of WAIT_CODES)
      for (const verdict of ['block', 'pass'] as const)
        expect(sentenceOf({ code, verdict, params: {} })).toMatch(/^[A-Z].*\.$/);
  });

  it('goes wrong with the rule that the engine decides by', async () => {
    const facts = run(new Map([[0, ready]]));
    expect(codes(facts)).toContain('b DEP_UPSTREAM');
    vi.doMock('../dag/rules.ts', async (original) => ({ ...(await original<typeof Rules>()), judge: () => 'run' }));
    vi.resetModules();
    const { explainRun: without } = await import('./explain-run.ts');
    expect(codes(facts, without)).toContain('b PLATFORM');
  });

  it('goes wrong with the verdict that workers are picked by', async () => {
    const facts = run(new Map([[0, ready]]), { workers: [workerFacts({ isDraining: true })] });
    expect(codes(facts)).toContain('a NO_CAPABLE_WORKER');
    vi.doMock('../placement/verdict.ts', async (original) => ({
      ...(await original<typeof Verdict>()),
      verdictOn: () => 'fits',
    }));
    vi.resetModules();
    const { explainRun: without } = await import('./explain-run.ts');
    expect(codes(facts, without)).toContain('a PLATFORM');
  });
});
