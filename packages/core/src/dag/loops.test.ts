import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import type { RunEndState } from '../run/phases.ts';
import { compilePlan } from './compile-plan.ts';
import type { PlanTask } from './plan.ts';
import { MAX_COLLECTED_BYTES } from './collect-outputs.ts';
import { expand, nextChildren } from './next-children.ts';
import type { Expansion, Next, Progress, StartedChild } from './expansion.ts';

const documentOf = (tasks: Readonly<Record<string, TaskDocument>>, more: Partial<WorkflowDocument> = {}) => ({
  kind: 'Workflow' as const,
  name: 'w',
  project: 'default',
  tasks,
  ...more,
});
const planned = (task: TaskDocument, more: Partial<WorkflowDocument> = {}): PlanTask =>
  compilePlan(documentOf({ it: task }, more)).byId.get('it') as PlanTask;
const shell: TaskDocument = { type: 'shell', with: { script: 'true' }, outputs: { value: 'string' } };
const SOURCES = { checkDocument: () => [], workers: () => ['b', 'a', 'b'] };

interface Played {
  readonly end: Extract<Next, { kind: 'end' }>;
  readonly starts: readonly (readonly [number, number])[];
  readonly mostOpen: number;
}

/** Plays a loop to its end. @param pick which of the open children ends next */
function play(
  task: PlanTask,
  expansion: Expansion,
  outcome: (position: number, round: number) => { readonly state: RunEndState; readonly output?: Json },
  pick: (open: number) => number,
): Played {
  const starts: [number, number][] = [];
  let [round, mostOpen] = [0, 0];
  let children: StartedChild[] = [];
  for (;;) {
    const open = children.filter(({ state }) => state === undefined);
    const failed = children.filter(({ state }) => state !== undefined && state !== 'success').length;
    mostOpen = Math.max(mostOpen, open.length);
    const progress: Progress = { round, started: children.length, open: open.length, failed };
    const asked = { task, expansion, context: {}, progress };
    const first = nextChildren(asked);
    const next = first.kind === 'collect' ? nextChildren({ ...asked, progress: { ...progress, children } }) : first;
    switch (next.kind) {
      case 'end':
        expect(open).toEqual([]);
        return { end: next, starts, mostOpen };
      case 'start':
        for (const child of next.children) {
          if (child.round > round) [round, children] = [child.round, []];
          starts.push([child.round, child.position]);
          children.push({
            position: child.position,
            run: 'run_x',
            state: undefined,
            reason: undefined,
            output: undefined,
          });
        }
        break;
      case 'wait': {
        const ending = open.at(pick(open.length)) as StartedChild;
        const { state, output } = outcome(ending.position, round);
        const ended = { ...ending, state, output: output === undefined ? undefined : { value: output } };
        children = children.map((child) => (child === ending ? ended : child));
        break;
      }
      case 'collect':
        throw new Error('it was given all children');
    }
  }
}

const order = fc.array(fc.nat(), { minLength: 1, maxLength: 50 });
const picking = (numbers: readonly number[]) => {
  let i = 0;
  return (open: number): number => (numbers.at(i++ % numbers.length) as number) % open;
};

describe('a loop over items', () => {
  const loops = fc.record({
    ends: fc.array(fc.constantFrom<RunEndState>('success', 'success', 'failed', 'stopped'), { maxLength: 40 }),
    max: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  });
  const looped = (items: readonly Json[], max: number | undefined, more: Partial<WorkflowDocument> = {}): PlanTask =>
    planned({ ...shell, forEach: { items, ...(max === undefined ? {} : { max }) } }, more);

  it('starts each item once, in order and no more than it may, and ends the same whatever ends first', () => {
    fc.assert(
      fc.property(loops, order, order, ({ ends, max }, one, other) => {
        const task = looped(ends, max);
        const expansion = expand(task, {}, SOURCES);
        const outcome = (position: number) => ({ state: ends.at(position) as RunEndState, output: position });
        const played = play(task, expansion, outcome, picking(one));
        expect(played.starts).toEqual(ends.map((_, position) => [0, position]));
        expect(played.mostOpen).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
        expect(play(task, expansion, outcome, picking(other)).end).toEqual(played.end);
        const failed = ends.filter((end) => end !== 'success').length;
        expect(played.end.state).toBe(ends.length === 0 ? 'skipped' : failed > 0 ? 'failed' : 'success');
        expect(played.end.output).toEqual({ value: ends.map((_, position) => position) });
        expect(played.end.reason?.params?.['failed']).toBe(failed > 0 ? failed : undefined);
      }),
    );
  });

  it('starts nothing further after a failure where the workflow stops at one', () => {
    fc.assert(
      fc.property(loops, order, ({ ends, max }, numbers) => {
        const task = looped(ends, max, { failure: 'stop' });
        let hasFailed = false;
        const outcome = (position: number) => {
          const state = ends.at(position) as RunEndState;
          hasFailed ||= state !== 'success';
          return { state };
        };
        const played = play(task, expand(task, {}, SOURCES), outcome, picking(numbers));
        expect(played.starts.length).toBeLessThanOrEqual(ends.length);
        if (max === 1)
          expect(played.starts).toHaveLength(
            Math.min(ends.length, ends.findIndex((end) => end !== 'success') + 1 || ends.length),
          );
        expect(played.end.state).toBe(ends.length === 0 ? 'skipped' : hasFailed ? 'failed' : 'success');
      }),
    );
  });

  it('cuts a list into batches that give it back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        (items, batch) => {
          const task = planned({ ...shell, forEach: { items, batch } });
          const { items: batches } = expand(task, {}, SOURCES) as unknown as { items: number[][] };
          expect(batches.flat()).toEqual(items);
          expect(
            batches.every((some, i) => (i < batches.length - 1 ? some.length === batch : some.length <= batch)),
          ).toBe(true);
        },
      ),
    );
  });

  it('has a place for every item, also for those that gave nothing', () => {
    const task = looped([1, 2, 3], undefined);
    const { end } = play(
      task,
      expand(task, {}, SOURCES),
      (position) => (position === 1 ? { state: 'failed' } : { state: 'success', output: position }),
      () => 0,
    );
    expect(end).toMatchObject({
      state: 'failed',
      reason: { code: 'ITEMS_FAILED', params: { failed: 1, of: 3, first: 1 } },
      output: { value: [0, null, 2] },
    });
  });

  it.each([
    [MAX_COLLECTED_BYTES - 1, 'success', 'LIMIT_NEAR'],
    [MAX_COLLECTED_BYTES, 'success', 'LIMIT_NEAR'],
    [MAX_COLLECTED_BYTES + 1, 'failed', 'OUTPUT_TOO_LARGE'],
  ])('that collects %i bytes is a %s and says %s', (bytes, state, code) => {
    const task = looped([1], undefined);
    const { end } = play(
      task,
      expand(task, {}, SOURCES),
      () => ({ state: 'success', output: 'x'.repeat(bytes - '"",'.length) }),
      () => 0,
    );
    expect(end).toMatchObject({ state, reason: { code, params: { limit: MAX_COLLECTED_BYTES } } });
  });

  it('refuses an item that no process could be handed', () => {
    const items = ['x', 'y'.repeat(70_000)];
    expect(() => expand(looped(items, undefined), {}, SOURCES)).toThrow(
      'the item at index 1 has more than 65536 characters',
    );
  });

  it('takes 10 000 items in starts of 500, and asks a bounded number of times', () => {
    const items = Array.from({ length: 10_000 }, (_, i) => i);
    const task = looped(items, undefined);
    const expansion = expand(task, {}, SOURCES);
    const sizes: number[] = [];
    for (let started = 0; started < items.length; ) {
      const next = nextChildren({
        task,
        expansion,
        context: undefined,
        progress: { round: 0, started, open: started, failed: 0 },
      });
      if (next.kind !== 'start') throw new Error(next.kind);
      sizes.push(next.children.length);
      started += next.children.length;
    }
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 500));
    expect(expand(looped([...items, 1], undefined), {}, SOURCES)).toMatchObject({
      refused: { code: 'TOO_MANY_ITEMS' },
    });
  });
});

describe('shards and broadcasts', () => {
  it('know their number and the number of all', () => {
    const task = planned({ ...shell, workers: { strategy: 'sharding', shards: 2 } });
    expect(expand(task, {}, SOURCES)['items']).toEqual([
      { shard: 0, shards: 2 },
      { shard: 1, shards: 2 },
    ]);
  });
  it('have one turn for each worker, pinned to it', () => {
    const task = planned({ ...shell, workers: { strategy: 'broadcast', labels: { gpu: 'yes' } } });
    expect(expand(task, {}, SOURCES)['items']).toEqual(['a', 'b']);
    expect(task.expands?.part?.tasks['it']?.workers).toEqual({
      strategy: 'pinned',
      labels: { gpu: 'yes', 'carillon/worker': '${{ item }}' },
    });
    expect(task.requirement.selector.labels).toEqual({ gpu: 'yes' });
  });
});

describe('a loop with a condition', () => {
  const counting = (maxRounds: number): PlanTask =>
    planned({ ...shell, while: { when: 'tasks.it.outputs.value > round', maxRounds } });

  it('runs as many rounds as the condition wants, at least one and at most as many as it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 10 }), (wanted, maxRounds) => {
        const { end, starts } = play(
          counting(maxRounds),
          {},
          () => ({ state: 'success', output: wanted }),
          () => 0,
        );
        const rounds = Math.min(Math.max(1, wanted), maxRounds);
        expect(starts).toEqual(Array.from({ length: rounds }, (_, round) => [round, 0]));
        const isCut = wanted > maxRounds;
        expect(end).toMatchObject({
          state: isCut ? 'failed' : 'success',
          reason: { code: isCut ? 'TOO_MANY_ROUNDS' : 'ROUNDS', params: { rounds } },
          output: { value: wanted },
        });
      }),
    );
  });
  it('ends with the first round that fails', () => {
    const { end, starts } = play(
      counting(9),
      {},
      (_, round) => (round === 2 ? { state: 'failed' } : { state: 'success', output: 100 }),
      () => 0,
    );
    expect(starts).toHaveLength(3);
    expect(end.reason).toMatchObject({ code: 'ROUND_FAILED', params: { round: 3 } });
  });
});

describe('what a loop repeats', () => {
  it('is a workflow of one task, without what belongs to the whole', () => {
    const task = planned(
      {
        ...shell,
        needs: [],
        when: 'true',
        rule: 'all_done',
        allowFailure: true,
        forEach: { items: [1] },
        retry: { max: 2 },
        compensate: { type: 'noop' },
        sla: { finishBy: '06:00' },
        timeout: { attempt: '5m', task: '1h' },
      },
      { defaults: { rule: 'one_done' }, priority: 70, failure: 'pause' },
    );
    expect(task).toMatchObject({
      when: 'true',
      rule: 'all_done',
      allowFailure: true,
      taskTimeoutMs: 3_600_000,
      fused: false,
    });
    expect(task.retry.max).toBe(0);
    expect(task.expands?.part?.tasks['it']).not.toHaveProperty('compensate');
    const part = compilePlan(task.expands?.part as WorkflowDocument);
    expect(part.sla).toEqual([]);
    expect(part.solo).toBe(true);
    expect(part.tasks).toHaveLength(1);
    expect(part.tasks[0]).toMatchObject({
      id: 'it',
      expands: undefined,
      when: undefined,
      rule: 'all_success',
      allowFailure: false,
      fused: false,
      attemptTimeoutMs: 300_000,
      taskTimeoutMs: undefined,
      priority: 70,
      retry: { max: 2 },
    });
  });

  it('is the tasks of a group, which give outputs by their names', () => {
    const group: TaskDocument = {
      type: 'group',
      env: { A: '1' },
      forEach: { items: [1] },
      tasks: { a: shell, b: { ...shell, needs: ['a'] } },
    };
    const part = planned(group).expands?.part as WorkflowDocument;
    expect(part.outputs).toEqual({ a: '${{ tasks.a.outputs }}', b: '${{ tasks.b.outputs }}' });
    expect(compilePlan(part).tasks.map(({ id, definition }) => [id, definition.env['A']])).toEqual([
      ['a', '1'],
      ['b', '1'],
    ]);
  });
});
