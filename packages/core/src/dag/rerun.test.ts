import { describe, expect, it } from 'vitest';
import type { TaskDocument, WorkflowDocument } from '../definition/document.ts';
import type { TaskRunState } from '../run/states.ts';
import { compilePlan } from './compile-plan.ts';
import type { Plan } from './plan.ts';
import { planReopening } from './reopen.ts';
import { planRerun, type RerunSelection } from './rerun.ts';

const task = (...needs: string[]): TaskDocument => ({ type: 'noop', needs });
const planOf = (tasks: Readonly<Record<string, TaskDocument>>, more: Partial<WorkflowDocument> = {}): Plan =>
  compilePlan({ kind: 'Workflow', name: 'w', project: 'p', tasks, ...more });

/** a → b → d, a → c → d, and e beside them; d is the join. */
const DIAMOND = planOf(
  { a: task(), b: task('a'), c: task('a'), d: task('b', 'c'), e: task() },
  { finally: { close: task() } },
);
const ENDS = { a: 'success', b: 'failed', c: 'success', d: 'upstream_failed', e: 'success' } as const;
const prior = (ends: Readonly<Record<string, TaskRunState>>) => new Map(Object.entries(ends));

/** What is kept as `id: state`, what begins as `id: ok/need`, and the counters of the run. */
function shown(plan: Plan, ends: Readonly<Record<string, TaskRunState>>, selection: RerunSelection) {
  const rerun = planRerun(plan, prior(ends), selection);
  if ('problem' in rerun) return rerun;
  const id = (no: number): string => plan.tasks[no]?.id ?? '';
  return {
    kept: rerun.kept.map(({ taskNo, state, code }) => `${id(taskNo)} ${state}${code === 'MARKED' ? ' (marked)' : ''}`),
    again: rerun.pending.map((row) => `${id(row.taskNo)} ${row.ok}/${row.need}`),
    open: rerun.open,
    failed: rerun.failed,
  };
}

describe('a rerun', () => {
  it.each<[string, RerunSelection, unknown]>([
    [
      'of all keeps nothing',
      { kind: 'all' },
      { kept: [], again: ['a 0/0', 'b 0/1', 'c 0/1', 'd 0/2', 'e 0/0'], open: 2, failed: 0 },
    ],
    [
      'from what failed keeps what ended well and does not depend on it',
      { kind: 'failed' },
      { kept: ['a success', 'c success', 'e success'], again: ['b 1/1', 'd 1/2'], open: 1, failed: 0 },
    ],
    [
      'of one task keeps the rest as it was, and skips what had no turn',
      { kind: 'tasks', tasks: ['b'], downstream: false },
      { kept: ['a success', 'c success', 'd skipped (marked)', 'e success'], again: ['b 0/0'], open: 1, failed: 0 },
    ],
    [
      'of one task with downstream lets that follow',
      { kind: 'tasks', tasks: ['c'], downstream: true },
      { kept: ['a success', 'b failed', 'e success'], again: ['c 0/0', 'd 0/2'], open: 1, failed: 1 },
    ],
    [
      'after a mark lets follow what depends on it',
      { kind: 'mark', task: 'b', as: 'success' },
      { kept: ['a success', 'b success (marked)', 'c success', 'e success'], again: ['d 2/2'], open: 1, failed: 0 },
    ],
    [
      'that marks a failure fails',
      { kind: 'mark', task: 'e', as: 'failed' },
      { kept: ['a success', 'b failed', 'c success', 'e failed (marked)'], again: ['d 1/2'], open: 1, failed: 2 },
    ],
    [
      'of a task that is not there is refused',
      { kind: 'tasks', tasks: ['b', 'x'], downstream: true },
      { problem: 'unknown_task', task: 'x' },
    ],
    [
      'of a task of finally is refused',
      { kind: 'mark', task: 'close', as: 'success' },
      { problem: 'unknown_task', task: 'close' },
    ],
  ])('%s', (_, selection, expected) => {
    expect(shown(DIAMOND, ENDS, selection)).toEqual(expected);
  });

  it('from what failed is refused where nothing did', () => {
    const ends = { a: 'success', b: 'success', c: 'skipped', d: 'success', e: 'success' } as const;
    expect(shown(DIAMOND, ends, { kind: 'failed' })).toEqual({ problem: 'nothing_to_rerun' });
  });

  it('keeps allowed failures and skips, and runs what was stopped or never began', () => {
    const plan = planOf({ a: { type: 'noop', allowFailure: true }, b: task('a'), c: task('b'), d: task('a') });
    const ends = { a: 'failed', b: 'skipped', c: 'stopped' } as const;
    expect(shown(plan, ends, { kind: 'failed' })).toEqual({
      kept: ['a failed', 'b skipped'],
      again: ['c 0/1', 'd 1/1'],
      open: 2,
      failed: 0,
    });
  });

  it('of another version goes by the names of the tasks', () => {
    const newer = planOf({ c: task('a'), a: task(), n: task('c') });
    expect(shown(newer, { a: 'success', c: 'success', gone: 'failed' }, { kind: 'failed' })).toEqual({
      kept: ['c success', 'a success'],
      again: ['n 1/1'],
      open: 1,
      failed: 0,
    });
  });

  it('leaves rows for what ended before its upstreams, which are counted still', () => {
    const plan = planOf({ a: task(), b: task(), c: { ...task('a', 'b'), rule: 'one_success' } });
    const rerun = planRerun(plan, prior({ a: 'success', b: 'success', c: 'success' }), {
      kind: 'tasks',
      tasks: ['b'],
      downstream: false,
    });
    expect(rerun).toMatchObject({ early: [{ taskNo: 2, state: 'success' }], open: 1 });
  });
});

describe('reopening', () => {
  const states = (ends: Readonly<Record<string, TaskRunState>>): ReadonlyMap<number, TaskRunState> =>
    new Map(Object.entries(ends).map(([id, state]) => [DIAMOND.byId.get(id)?.no as number, state]));

  it('clears the task and all that depends on it, and counts anew', () => {
    expect(planReopening(DIAMOND, states(ENDS), 1, undefined)).toMatchObject({
      cleared: [1, 3],
      pending: [
        { taskNo: 1, need: 1, ok: 1 },
        { taskNo: 3, need: 2, ok: 1, failed: 0 },
      ],
      open: 1,
      failed: 0,
    });
  });

  it('keeps a mark as an end', () => {
    expect(planReopening(DIAMOND, states(ENDS), 1, 'skipped')).toMatchObject({
      cleared: [1, 3],
      pending: [{ taskNo: 3, need: 2, ok: 1, skipped: 1 }],
      open: 1,
      failed: 0,
    });
  });

  it('is refused while attempts under way depend on it, and for what has not ended', () => {
    expect(planReopening(DIAMOND, states({ ...ENDS, d: 'running' }), 0, undefined)).toEqual({
      problem: 'running',
      tasks: ['d'],
    });
    expect(planReopening(DIAMOND, states({ a: 'success', b: 'retrying' }), 1, undefined)).toEqual({
      problem: 'not_ended',
    });
    expect(planReopening(DIAMOND, states({ a: 'success' }), 3, undefined)).toEqual({ problem: 'not_ended' });
  });
});
