/** Each statement that moves a task run is tried on a row of every state: it moves those that the table of transitions lets it move. */
import {
  type Completion,
  FIRST_FINAL_CODE,
  type GraphCompletion,
  next,
  TASK_RUN_STATES,
  TASK_STATE_CODES,
  TASK_TRANSITIONS,
  type TaskEventName,
  type TaskRunState,
} from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../engine/rows.ts';
import type { Store } from '../open-store.ts';
import { holdTasks, pauseTask } from './control.ts';
import { endIdle, stopLive } from './stop.ts';

const ATTEMPT = '00000000-0000-4000-8000-000000000001';
const REASON = JSON.stringify({ code: 'STOPPED_BY_USER' });
let stored: TestStore;
let store: Store;

beforeAll(async () => {
  stored = await createTestStore();
  ({ store } = stored);
});
afterAll(() => stored.stop());

interface Row {
  readonly runId: string;
  readonly state: number;
  /** A lane of its own, so that a claim finds this row or none. */
  readonly laneKey: number;
}
let lanes = 100;

async function makeRow(state: TaskRunState, solo: boolean): Promise<Row> {
  const row = { runId: newRunId(), state: TASK_STATE_CODES[state], laneKey: (lanes += 1) };
  const run = `version_key, workflow_key, tenant_key, project_key, environment_key, created_at, trigger_kind, actor, params`;
  const values = `1, 1, 1, 1, 1, now(), 'manual', 'test', '{}'`;
  if (!solo)
    await store.database.api.query(
      `insert into run (id, ${run}, state, open, priority) values ($1, ${values}, 2, 1, 50)`,
      [row.runId],
    );
  await store.database.api.query(
    `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key${solo ? `, ${run}` : ''})
     values ($1, 0, $2, 0, $3, 1, 1, $4, 1, 1${solo ? `, ${values}` : ''})`,
    [row.runId, row.state, row.laneKey, ATTEMPT],
  );
  return row;
}

function completion({ runId, state }: Row, outcome: TaskRunState, by: 'report' | 'decision'): GraphCompletion {
  const common: Completion = {
    runId,
    taskNo: 0,
    by:
      by === 'report'
        ? { kind: 'report', attemptId: ATTEMPT, fence: 1, sessionKey: 1 }
        : { kind: 'decision', seenState: state, seenDone: 0 },
    state: TASK_STATE_CODES[outcome],
    startedAtMs: undefined,
    exitCode: undefined,
    reason: undefined,
    output: undefined,
    step: '{}',
  };
  return { ...common, countsAs: 'ok', failsRun: false, pausesRun: false, sink: true, children: [] };
}

const retryOf = ({ runId }: Row) => ({
  runId,
  taskNo: 0,
  attemptId: ATTEMPT,
  fence: 1,
  sessionKey: 1,
  attemptState: 11,
  exitCode: undefined,
  startedAtMs: undefined,
  reason: undefined,
  delayMs: 0,
  countsTry: true,
  countsLost: false,
  ruleTries: undefined,
  step: '{}',
});

const decisionOf = ({ runId, laneKey }: Row, state: 'queued' | 'starting' | 'waiting') => ({
  runId,
  taskNo: 0,
  seenDone: 0,
  state,
  laneKey,
  rank: 1,
  sessionKey: state === 'starting' ? 1 : undefined,
  input: undefined,
  timeoutMs: undefined,
  dueMs: undefined,
  reason: undefined,
  step: undefined,
});

interface Mover {
  readonly events: readonly TaskEventName[];
  readonly to: TaskRunState;
  /** A statement that serves a part of the states before its event. */
  readonly of?: readonly TaskRunState[];
  move(row: Row): Promise<boolean>;
}

const ENDS: readonly (readonly ['report' | 'decision', TaskRunState, readonly TaskEventName[]])[] = [
  ['report', 'success', ['succeed']],
  ['report', 'failed', ['fail']],
  ['report', 'stopped', ['end_stopped']],
  ['decision', 'success', ['complete', 'mark_success']],
  ['decision', 'failed', ['give_up', 'mark_failed', 'children_timed_out']],
  ['decision', 'stopped', ['call_off', 'children_stopped']],
  ['decision', 'upstream_failed', ['block']],
  ['decision', 'skipped', ['skip', 'mark_skipped']],
];

const of =
  (work: (row: Row) => Promise<{ readonly size: number } | { readonly length: number }>) => async (row: Row) => {
    const moved = await work(row);
    return ('size' in moved ? moved.size : moved.length) > 0;
  };

/** Whether the state of the task run is another one afterwards. */
async function changes(runId: string, work: (client: Store['database']['api']) => Promise<unknown>): Promise<boolean> {
  const state = async (): Promise<unknown> =>
    (await store.database.api.query('select state from task_run where run_id = $1', [runId])).rows[0]?.state;
  const before = await state();
  await work(store.database.api);
  return (await state()) !== before;
}

const GRAPH: Readonly<Record<string, Mover>> = {
  claim: {
    events: ['lease'],
    to: 'starting',
    of: ['queued'],
    move: of(({ laneKey }) =>
      store.engine.claim({ sessionKey: 1, laneKey, limit: 10, lowRank: Number.MIN_SAFE_INTEGER }),
    ),
  },
  ...Object.fromEntries(
    (
      [
        ['queued', 'make_ready'],
        ['starting', 'lease'],
        ['waiting', 'wait'],
      ] as const
    ).map(([to, event]) => [
      `promote to ${to}`,
      { events: [event], to, of: ['pending'], move: of((row) => store.engine.promote([decisionOf(row, to)])) },
    ]),
  ),
  retry: { events: ['retry'], to: 'retrying', move: of((row) => store.engine.retry([retryOf(row)])) },
  requeue: {
    events: ['make_ready'],
    to: 'queued',
    of: ['retrying'],
    move: of(({ runId }) => store.engine.requeue([{ runId, taskNo: 0, readyRank: 1, dueMs: undefined }])),
  },
  'retry in a paused run': {
    events: ['retry_paused'],
    to: 'paused',
    async move(row) {
      await store.database.api.query('update run set state = 3 where id = $1', [row.runId]);
      return (await store.engine.retry([retryOf(row)])).size > 0;
    },
  },
  'hold with the run': {
    events: ['hold'],
    to: 'paused',
    move: ({ runId }) => changes(runId, (client) => rowsOf(client, holdTasks, [runId, REASON])),
  },
  'pause by a person': {
    events: ['pause'],
    to: 'paused',
    move: ({ runId }) => changes(runId, (client) => rowsOf(client, pauseTask, [runId, 0, '{}', 'test', REASON])),
  },
  'mark running': {
    events: ['start'],
    to: 'running',
    async move(row) {
      await store.engine.markRunning([{ ...retryOf(row), startedAtMs: 1 }]);
      const { rows } = await store.database.api.query('select started_at from task_run where run_id = $1', [row.runId]);
      return rows[0]?.started_at !== null;
    },
  },
  'stop what is idle': {
    events: ['call_off'],
    to: 'stopped',
    move: of(({ runId }) => rowsOf(store.database.api, endIdle, [runId, REASON])),
  },
  'stop what is live': {
    events: ['stop'],
    to: 'stopping',
    move: of(({ runId }) => rowsOf(store.database.api, stopLive, [runId, REASON])),
  },
  ...Object.fromEntries(
    ENDS.flatMap(([by, to, events]) =>
      [false, true].map((early) => [
        `advance${early ? ' early' : ''} to ${to} by ${by}`,
        {
          events,
          to,
          move: async (row) => (await store.engine.advance([completion(row, to, by)], early, 0)).accepted.size > 0,
        } satisfies Mover,
      ]),
    ),
  ),
};

const SOLO: Readonly<Record<string, Mover>> = Object.fromEntries(
  ENDS.filter(([, to]) => to !== 'upstream_failed').map(([by, to, events]) => [
    `finish solo to ${to} by ${by}`,
    {
      events,
      to,
      move: of(async (row) => (await store.engine.finishSolo([completion(row, to, by)], 0)).ended),
    } satisfies Mover,
  ]),
);

describe.each([
  ['of a graph', GRAPH, false],
  ['of a one-task run', SOLO, true],
] as const)('statements that move a task run %s', (_, movers, solo) => {
  it.each(Object.entries(movers))('%s', async (_name, { events, to, of: among = TASK_RUN_STATES, move }) => {
    const expected = TASK_RUN_STATES.filter(
      (state) =>
        // What has ended is in history: only an early end leaves a row behind, which no statement moves again.
        TASK_STATE_CODES[state] < FIRST_FINAL_CODE &&
        among.includes(state) &&
        events.some((event) => next(TASK_TRANSITIONS, state, event) === to),
    );
    const moved: TaskRunState[] = [];
    for (const state of TASK_RUN_STATES) if (await move(await makeRow(state, solo))) moved.push(state);
    expect(moved).toEqual(expected);
    expect(moved).not.toEqual([]);
  });
});
