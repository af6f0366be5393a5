import { type Advanced, compilePlan, type GraphCompletion, TASK_STATE_CODES } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';
import { type AdvancerParts, createAdvancer } from './advancer.ts';
import type { CompiledVersion } from './versions.ts';

const plan = compilePlan(workflow('w', { first: call('x'), last: call('x', { needs: ['first'] }) }));
const version = {
  record: { document: {} },
  plan,
  lanes: plan.tasks.map(() => ({ key: 1 })),
} as unknown as CompiledVersion;
/** All of one shard. */
const runId = (n: number): string => `00000000-0000-7000-8000-${`${n}`.padStart(12, '0')}`;
const keyOf = (item: { runId: string; taskNo: number }): string => `${item.runId}/${item.taskNo}`;

const NOTHING: Advanced = {
  accepted: new Set(),
  leased: [],
  touched: [],
  queuedLanes: [],
  endable: [],
  updated: [],
};
/** What a statement answers that accepts all it is given, and leases each child. */
const all = (items: readonly GraphCompletion[]): Advanced => ({
  ...NOTHING,
  accepted: new Set(items.map(keyOf)),
  leased: items.flatMap(({ runId, children }) =>
    children.map(({ taskNo }) => ({ runId, taskNo, attempt: 1, attemptId: 'a', fence: 1, sessionKey: 7 })),
  ),
});

function advancer(store: Partial<AdvancerParts['store']>) {
  const sent: string[] = [];
  const told: [run: string, how: string][] = [];
  const parts = {
    store,
    dispatcher: { queued: () => undefined },
    leases: {
      promise: (batch: readonly { readonly completion: GraphCompletion }[]) => ({
        items: batch.map(({ completion }) => completion),
        settle: () => undefined,
      }),
      send: async (leased: Advanced['leased']) => void sent.push(...leased.map(keyOf)),
    },
    board: { rank: () => 1 },
    book: { hasRules: () => false },
    contexts: { peek: () => undefined, forget: () => undefined },
    onFailures: async () => undefined,
    clock: { now: () => 0 },
    log: createLogger({ name: 'test', level: 'silent' }),
  } as unknown as AdvancerParts;
  const { end, idle } = createAdvancer(parts);
  return {
    sent,
    told,
    /** Successes that one worker has reported together. */
    async ended(...tasks: readonly (readonly [run: number, taskNo: number])[]): Promise<void> {
      for (const [run, taskNo] of tasks)
        end({
          runId: runId(run),
          taskNo,
          version,
          by: { kind: 'report', attemptId: 'a', fence: 1, sessionKey: 7 },
          state: TASK_STATE_CODES.success,
          settle: (accepted) => told.push([keyOf({ runId: runId(run), taskNo }), accepted ? 'accepted' : 'stale']),
          fail: () => told.push([keyOf({ runId: runId(run), taskNo }), 'failed']),
        });
      await idle();
    },
  };
}

describe('ends of tasks that are written together', () => {
  it('go on where their statement was committed, though that of the others fails', async () => {
    const { ended, sent, told } = advancer({
      advanceSteps: async (items) => all(items),
      advance: async () => {
        throw new Error('the connection broke');
      },
    });
    await ended([1, 0], [2, 0], [3, 1]);
    expect(sent).toEqual([`${runId(1)}/1`, `${runId(2)}/1`]);
    expect(told).toEqual([
      [`${runId(1)}/0`, 'accepted'],
      [`${runId(2)}/0`, 'accepted'],
      [`${runId(3)}/1`, 'failed'],
    ]);
  });

  it('are left to the large statement where the narrow one leaves them alone', async () => {
    const asked: string[][] = [];
    const { ended, told } = advancer({
      advanceSteps: async (items) => all(items.slice(1)),
      advance: async (items) => {
        asked.push(items.map(keyOf));
        return all(items.slice(0, 1));
      },
    });
    await ended([1, 0], [2, 0], [3, 1]);
    expect(asked).toEqual([[`${runId(1)}/0`, `${runId(3)}/1`]]);
    expect(new Map(told)).toEqual(
      new Map([
        [`${runId(2)}/0`, 'accepted'],
        [`${runId(1)}/0`, 'accepted'],
        [`${runId(3)}/1`, 'stale'],
      ]),
    );
  });

  it.each<[what: string, tasks: [run: number, taskNo: number][]]>([
    [
      'most of which are no steps of chains',
      [
        [1, 0],
        [2, 1],
        [3, 1],
      ],
    ],
    [
      'of one run',
      [
        [1, 0],
        [1, 1],
      ],
    ],
  ])('have one statement, %s', async (_, tasks) => {
    const asked: number[] = [];
    const { ended, told } = advancer({
      advance: async (items) => {
        asked.push(items.length);
        return all(items);
      },
    });
    await ended(...tasks);
    expect(asked).toEqual([tasks.length]);
    expect(told).toHaveLength(tasks.length);
  });
});
