import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskDocument } from '../definition/document.ts';
import type { TaskRunState } from '../run/states.ts';
import { type CompensationEnd, nextCompensation } from './compensation.ts';
import { compilePlan } from './compile-plan.ts';
import { graphEdges } from './graph-edges.ts';
import { planRerun, type RerunPlan } from './rerun.ts';

const task = (compensate?: TaskDocument['compensate'], more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'noop',
  ...(compensate ? { compensate } : {}),
  ...more,
});

const planOf = (tasks: Readonly<Record<string, TaskDocument>>) =>
  compilePlan({ kind: 'Workflow', name: 'w', project: 'p', tasks, finally: { last: { type: 'noop' } } });

const THREE = planOf({ a: task({ type: 'noop' }), b: task(), c: task({ type: 'noop' }), d: task({ type: 'noop' }) });
const no = (id: string): number => THREE.byId.get(id)?.no as number;
const ended = (...ends: readonly (readonly [string, TaskRunState] | readonly [string, TaskRunState, boolean])[]) =>
  ends.map(([id, state, isMarked = false]): CompensationEnd => ({ taskNo: no(id), state, isMarked })).reverse();
const next = (id: string) => ({ kind: 'next', taskNo: no(id) });

describe('undoing a run', () => {
  it('numbers compensations after all other tasks', () => {
    expect(THREE.tasks.map(({ id, phase }) => `${phase} ${id}`)).toEqual([
      'tasks a',
      'tasks b',
      'tasks c',
      'tasks d',
      'finally last',
      'compensate a.compensate',
      'compensate c.compensate',
      'compensate d.compensate',
    ]);
  });

  it('stands behind what it undoes, in the picture of the run', () => {
    expect(graphEdges(THREE)).toEqual([
      { from: 'a', to: 'a.compensate' },
      { from: 'c', to: 'c.compensate' },
      { from: 'd', to: 'd.compensate' },
    ]);
  });

  it('takes what succeeded in reverse order of completion, one after the other', () => {
    const main = [
      ['d', 'success'],
      ['a', 'success'],
      ['b', 'success'],
      ['c', 'failed'],
    ] as const;
    expect(nextCompensation(THREE, ended(...main))).toEqual(next('a.compensate'));
    expect(nextCompensation(THREE, ended(...main, ['a.compensate', 'success']))).toEqual(next('d.compensate'));
    const all = ended(...main, ['a.compensate', 'success'], ['d.compensate', 'skipped']);
    expect(nextCompensation(THREE, all)).toEqual({ kind: 'done' });
  });

  it('leaves alone what did not succeed, and what a person said had succeeded', () => {
    const ends = ended(['a', 'skipped'], ['c', 'success', true], ['d', 'stopped']);
    expect(nextCompensation(THREE, ends)).toEqual({ kind: 'done' });
  });

  it('halts at a compensation that failed or was stopped, unless its failure is allowed', () => {
    const main = [
      ['a', 'success'],
      ['c', 'success'],
    ] as const;
    expect(nextCompensation(THREE, ended(...main, ['c.compensate', 'failed']))).toEqual({
      kind: 'halted',
      taskNo: no('c.compensate'),
      state: 'failed',
    });
    expect(nextCompensation(THREE, ended(...main, ['c.compensate', 'stopped']))).toMatchObject({ state: 'stopped' });
    const lenient = planOf({ a: task({ type: 'noop' }), c: task({ type: 'noop', allowFailure: true }) });
    const ends: CompensationEnd[] = [
      { taskNo: 4, state: 'failed', isMarked: false },
      { taskNo: 1, state: 'success', isMarked: false },
      { taskNo: 0, state: 'success', isMarked: false },
    ];
    expect(lenient.tasks.at(4)?.id).toBe('c.compensate');
    expect(nextCompensation(lenient, ends)).toEqual({ kind: 'next', taskNo: 3 });
  });

  it('undoes each task that succeeded once, whatever the order of their ends', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const some = fc.shuffledSubarray(ids, { minLength: 0 }).chain((order) =>
      fc.tuple(
        fc.constant(order),
        fc.array(fc.constantFrom<TaskRunState>('success', 'failed', 'skipped'), {
          minLength: order.length,
          maxLength: order.length,
        }),
      ),
    );
    fc.assert(
      fc.property(some, ([order, states]) => {
        const main = order.map((id, i) => [id, states.at(i) as TaskRunState] as const);
        const undone: string[] = [];
        for (;;) {
          const step = nextCompensation(THREE, ended(...main, ...undone.map((id) => [id, 'success'] as const)));
          if (step.kind !== 'next') break;
          undone.push(THREE.tasks[step.taskNo]?.id ?? '');
        }
        const succeeded = main.filter(([id, state]) => state === 'success' && id !== 'b').map(([id]) => id);
        expect(undone).toEqual(succeeded.reverse().map((id) => `${id}.compensate`));
      }),
    );
  });
});

describe('running again what was undone', () => {
  const prior = new Map<string, TaskRunState>([
    ['a', 'success'],
    ['b', 'success'],
    ['c', 'success'],
    ['d', 'failed'],
    ['c.compensate', 'success'],
    ['a.compensate', 'failed'],
  ]);
  const keptBy = (plan: ReturnType<typeof planRerun>): readonly string[] =>
    (plan as RerunPlan).kept.map(({ taskNo, state }) => `${THREE.tasks[taskNo]?.id} ${state}`);

  it('does not keep the results of what was undone, or may have been', () => {
    expect(keptBy(planRerun(THREE, prior, { kind: 'failed' }))).toEqual(['b success']);
  });

  it('goes on with a compensation as a new run that keeps all other ends', () => {
    const plan = planRerun(THREE, prior, { kind: 'tasks', tasks: ['a.compensate'], downstream: false });
    expect(keptBy(plan)).toEqual(['a success', 'b success', 'c success', 'd failed', 'c.compensate success']);
    expect(plan).toMatchObject({ open: 0, failed: 1, pending: [] });
    const marked = planRerun(THREE, prior, { kind: 'mark', task: 'a.compensate', as: 'skipped' });
    expect(keptBy(marked)).toContain('a.compensate skipped');
  });
});
