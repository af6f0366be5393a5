/** Child runs: started with their rows, or not at all; counted once. */
import {
  type ChildPlace,
  type ChildrenStartBatch,
  type ChildrenStore,
  type Expansion,
  formatId,
  type Json,
  type JsonObject,
  type ParentKey,
  type ParentTask,
  type Reach,
  type Reason,
  type RunEndState,
  runStateOf,
  RUN_STATE_CODES,
  type StartedRuns,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type pg from 'pg';
import * as sql from '../sql/children.ts';
import type { EngineConnection } from './connection.ts';
import { json, plain, quoted } from './literal.ts';
import { type Row, rowsOf } from './rows.ts';
import { startWithin } from './start-within.ts';
import { inTransaction } from './transaction.ts';
import { LOWEST_ID } from '../id-bounds.ts';

/** Somebody else was first: the transaction is undone, and the caller looks again. */
class Overtaken extends Error {}

const REACH = { stop: sql.toStop, pause: sql.toPause, resume: sql.toResume } as const satisfies Record<Reach, unknown>;
const BEFORE_ALL = { runId: LOWEST_ID, taskNo: 0 };

export function createChildren(api: pg.Pool, counting: EngineConnection): ChildrenStore {
  return {
    async parentTask({ runId, taskNo }) {
      const [row] = await rowsOf(api, sql.parent, [runId, taskNo]);
      return row && parentOf(row);
    },

    async expansion({ runId, taskNo }) {
      const [row] = await rowsOf(api, sql.expansion, [runId, taskNo]);
      return (row?.[0] as Expansion | null | undefined) ?? undefined;
    },

    startChildren: (batch) =>
      inTransaction(api, (client) => startWithParent(client, batch)).catch((error: unknown) => {
        if (error instanceof Overtaken) return undefined;
        throw error;
      }),

    async countEnded(runIds) {
      return keysOf(await counting.query(sql.countEnded, [plain(runIds)]));
    },

    async childrenOf({ runId, taskNo, attempt, round }) {
      const rows = (await rowsOf(api, sql.childrenOf, [runId, taskNo, attempt, round])) as unknown as [
        number,
        string,
        number | null,
        Reason | null,
        JsonObject | null,
      ][];
      return rows.map(([position, id, state, reason, output]) => ({
        position,
        run: formatId('run', id),
        state: endOf(state),
        reason: reason ?? undefined,
        output: output ?? undefined,
      }));
    },

    async keptChildren({ runId, taskNo }, round, positions) {
      const rows = await rowsOf(api, sql.keptChildren, [runId, taskNo, round, plain(positions)]);
      return (rows as unknown as [number, string, number, Json | null][]).map(([position, id, state, item]) => ({
        position,
        runId: id,
        state: runStateOf(state) as RunEndState,
        item: item ?? undefined,
      }));
    },

    async retryParent({ runId, taskNo, attempt }, { ruleTries, reason, delayMs, step }) {
      const values = [runId, taskNo, attempt, ruleTries && plain(ruleTries), json(reason), delayMs, step];
      return (await rowsOf(api, sql.retryParent, values)).length > 0;
    },

    async expandAgain({ runId, taskNo }) {
      return (await rowsOf(api, sql.expandAgain, [runId, taskNo])).length > 0;
    },

    async stopParent({ runId, taskNo }, { actor, reason, step }) {
      return (await rowsOf(api, sql.stopParent, [runId, taskNo, json(reason), actor, step])).length > 0;
    },

    async toReach(reach, runId, after, limit) {
      const rows = await rowsOf(api, REACH[reach], [runId, after, limit]);
      return (rows as unknown as [string, number, Reason | null, number][]).map(([id, , reason, tenantKey]) => ({
        runId: id,
        tenantKey,
        reason: reason ?? undefined,
      }));
    },

    async parents(olderThanMs, limit, after = BEFORE_ALL) {
      const rows = await rowsOf(api, sql.parents, [olderThanMs, after.runId, after.taskNo, limit]);
      return (rows as unknown as [string, number, number, boolean][]).map(([runId, taskNo, open, isBehind]) => ({
        runId,
        taskNo,
        open,
        isBehind,
      }));
    },

    async waitingTasks(runId) {
      return keysOf(await rowsOf(api, sql.waitingTasks, [runId]));
    },

    async uncounted(parents) {
      return (await rowsOf(api, sql.uncounted, pageOf(parents))).map((row) => row[0] as string);
    },

    async unreached(parents) {
      const rows = (await rowsOf(api, sql.unreached, pageOf(parents))) as unknown as [string, Reach][];
      return rows.map(([runId, reach]) => ({ runId, reach }));
    },

    async partVersion(versionKey, part, hash) {
      const bytes = Buffer.from(hash, 'hex');
      const adding = [versionKey, bytes, newUuid(), JSON.stringify(part)];
      for (;;) {
        const [row] = [
          ...(await rowsOf(api, sql.findPart, [versionKey, bytes])),
          ...(await rowsOf(api, sql.addPart, adding)),
        ];
        // No row: somebody else is adding it and has not committed, or has between the two statements.
        if (row) return row[0] as number;
      }
    },

    async workflowToStart({ tenantKey, environmentKey }, { project, name, version }) {
      const [row] = await rowsOf(api, sql.workflowToStart, [tenantKey, environmentKey, project, name, version]);
      if (!row) return undefined;
      const [workflowKey, projectKey, lifecycle, versionKey] = row as [number, number, string, number];
      return { scope: { tenantKey, projectKey, environmentKey }, workflowKey, versionKey, lifecycle };
    },
  };
}

async function startWithParent(
  client: pg.PoolClient,
  { parent, task, depth, round, children, of }: ChildrenStartBatch,
): Promise<StartedRuns> {
  const { runId, taskNo, hasBegun } = parent;
  const attempt = hasBegun ? parent.attempt : parent.attempt + 1;
  const seen = [runId, taskNo, parent.attempt, hasBegun ? parent.round : null];
  if ((await rowsOf(client, sql.lockParent, seen)).length === 0) throw new Overtaken();
  const added = await rowsOf(client, sql.addChildren, [
    runId,
    taskNo,
    attempt,
    round,
    task,
    depth,
    plain(children.map(({ position }) => position)),
    plain(children.map(({ child }) => ('run' in child ? child.run.id : child.kept.runId))),
    plain(children.map(({ child }) => ('run' in child ? undefined : RUN_STATE_CODES[child.kept.state]))),
    quoted(children.map(({ key }) => key)),
    quoted(children.map(({ item }) => json(item))),
    plain(children.map(({ isAwaited }) => isAwaited)),
  ]);
  if (added.length < children.length) throw new Overtaken();
  const runs = children.flatMap(({ child }) => ('run' in child ? [child.run] : []));
  const open = children.filter(({ child, isAwaited }) => 'run' in child && isAwaited).length;
  await rowsOf(client, sql.countStarted, [runId, taskNo, attempt, round, children.length, open, of]);
  const started = await startWithin(client, runs);
  const held = runs.filter((run) => run.held);
  if (held.length > 0)
    await rowsOf(client, sql.adoptHeld, [
      runId,
      plain(held.map(({ id }) => id)),
      plain(held.map(({ request }) => request.child?.isPart || undefined)),
    ]);
  return started;
}

type ParentRow = [
  string,
  number,
  number,
  number,
  number,
  number,
  number,
  readonly number[] | null,
  number | null,
  number,
  number,
  number,
  Reason | null,
  string | null,
  string | null,
  boolean,
];

function parentOf(row: Row): ParentTask {
  const [
    runId,
    taskNo,
    state,
    done,
    versionKey,
    attempt,
    tries,
    ruleTries,
    round,
    started,
    open,
    failed,
    reason,
    ready,
    left,
    isSolo,
  ] = row as unknown as ParentRow;
  return {
    runId,
    taskNo,
    state,
    done,
    versionKey,
    attempt,
    tries,
    ruleTries: ruleTries ?? [],
    hasBegun: round !== null,
    round: round ?? 0,
    started,
    open,
    failed,
    reason: reason ?? undefined,
    readyAtMs: ready === null ? undefined : Number(ready),
    remainingMs: left === null ? undefined : Number(left),
    isSolo,
  };
}

/** Where a child stands in its parent. */
export async function childPlace(api: pg.Pool, parent: string, childId: string): Promise<ChildPlace | undefined> {
  const [row] = await rowsOf(api, sql.placeOf, [parent, childId]);
  if (!row) return undefined;
  const [parentRunId, parentNo, round, position, item, depth] = row as unknown as [
    string,
    number,
    number,
    number,
    Json | null,
    number,
  ];
  return { parentRunId, parentNo, round, position, item: item ?? undefined, depth };
}

const pageOf = (parents: readonly ParentKey[]): string[] => [
  plain(parents.map(({ runId }) => runId)),
  plain(parents.map(({ taskNo }) => taskNo)),
];

const endOf = (state: number | null): RunEndState | undefined =>
  state === null ? undefined : (runStateOf(state) as RunEndState);

const keysOf = (rows: readonly Row[]): readonly ParentKey[] =>
  rows.map((row) => ({ runId: row[0] as string, taskNo: row[1] as number }));
