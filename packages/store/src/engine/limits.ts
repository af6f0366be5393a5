/** Lines, grants and what is over a limit: each a transaction that locks in the order that `sql/limit.ts` tells. */
import {
  chooseGrants,
  type Granted,
  type LimitClaim,
  type LimitEngineStore,
  limitReason,
  type LimitRuleDocument,
  type LimitScope,
  type LimitState,
  type LimitWaiter,
  type OverLimit,
  type RecordedLimits,
  superseded,
  WHOLE_RUN,
} from '@carillon/core';
import type pg from 'pg';
import { dropFreeKeys, lockFreeKeys } from '../sql/accept.ts';
import * as sql from '../sql/limit.ts';
import { queuedRuns } from '../sql/queued-runs.ts';
import { createLimitSweep } from './limit-sweep.ts';
import { json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

type LimitsStore = Pick<
  LimitEngineStore,
  'enterLines' | 'grantLimits' | 'overLimits' | 'lines' | 'sweepLimits' | 'queuedRuns' | 'limitRules'
>;

const NOTHING: Granted = { count: 0, lanes: [] };

export function createLimits(api: pg.Pool): LimitsStore {
  const sweep = createLimitSweep(api);
  return {
    enterLines: (limit) => inTransaction(api, (client) => enterArrived(client, limit)),

    async grantLimits() {
      const proposed = waitersOf(await rowsOf(api, sql.candidates, []));
      if (proposed.length === 0) return NOTHING;
      return inTransaction(api, (client) => grantProposed(client, proposed));
    },

    overLimits: () => overLimits(api),

    async lines() {
      const [row] = await rowsOf(api, sql.nextGrant, []);
      return { isEmpty: row?.[0] === true, nextMs: (row?.[1] as number | null | undefined) ?? undefined };
    },

    async sweepLimits() {
      const swept = await sweep();
      await inTransaction(api, async (client) => {
        const idle = await rowsOf(client, sql.lockIdleKeys, []);
        if (idle.length > 0) await rowsOf(client, sql.dropIdleKeys, [plain(idle.map((row) => row[0] as string))]);
        const free = await rowsOf(client, lockFreeKeys, []);
        if (free.length > 0) await rowsOf(client, dropFreeKeys, [plain(free.map((row) => row[0] as string))]);
      });
      return swept;
    },

    async queuedRuns(tenantKey, most) {
      return Number((await rowsOf(api, queuedRuns, [tenantKey, most]))[0]?.[0]);
    },

    async limitRules(seen) {
      const newest = Number((await rowsOf(api, sql.rulesSeen, []))[0]?.[0]);
      if (newest === seen) return undefined;
      const rows = await rowsOf(api, sql.rules, []);
      return {
        seen: newest,
        rules: (rows as unknown as [number, number | null, string, number, LimitRuleDocument][]).map(
          ([tenantKey, projectKey, name, number, definition]) => ({
            tenantKey,
            projectKey: projectKey ?? undefined,
            name,
            number,
            definition,
          }),
        ),
      };
    },
  };
}

/** Makes the keys that are missing, in the order in which they are locked, and puts the holder in each line. */
export async function enterLines(
  client: pg.PoolClient,
  arrived: readonly { runId: string; taskNo: number; rank: number; limits: RecordedLimits }[],
): Promise<void> {
  const keys = new Map<string, LimitClaim & LimitScope>();
  for (const key of arrived.flatMap(({ limits }) => limits.keys)) {
    const known = keys.get(key.id);
    if (!known || known.definition < key.definition) keys.set(key.id, key);
  }
  await rowsOf(client, sql.putKeys, [JSON.stringify([...keys.values()])]);
  const places = arrived.flatMap(({ runId, taskNo, rank, limits }) =>
    limits.keys.map(({ id }) => ({ id, runId, taskNo, rank, several: limits.keys.length > 1 })),
  );
  await rowsOf(client, sql.joinLines, [
    plain(places.map(({ id }) => id)),
    plain(places.map(({ runId }) => runId)),
    plain(places.map(({ taskNo }) => taskNo)),
    plain(places.map(({ rank }) => rank)),
    plain(places.map(({ several }) => several)),
  ]);
}

async function enterArrived(client: pg.PoolClient, limit: number): Promise<number> {
  const rows = await rowsOf(client, sql.arrivals, [limit]);
  const arrived = (rows as unknown as [string, number, number, RecordedLimits][]).map(
    ([runId, taskNo, rank, limits]) => ({ runId, taskNo, rank, limits }),
  );
  if (arrived.length === 0) return 0;
  await enterLines(client, arrived);
  await rowsOf(client, sql.awaitGrant, [
    plain(arrived.map(({ runId }) => runId)),
    plain(arrived.map(({ taskNo }) => taskNo)),
    quoted(arrived.map(({ limits }) => json(limitReason(limits.keys)))),
  ]);
  return arrived.length;
}

function waitersOf(rows: readonly (readonly unknown[])[]): readonly LimitWaiter[] {
  const waiters = new Map<string, LimitWaiter & { limits: string[] }>();
  for (const [runId, taskNo, limitId, rank, waitedMs] of rows as [string, number, string, number, number][]) {
    const known = waiters.get(`${runId}/${taskNo}`);
    if (known) known.limits.push(limitId);
    else waiters.set(`${runId}/${taskNo}`, { runId, taskNo, rank, waitedMs, limits: [limitId] });
  }
  return [...waiters.values()];
}

async function grantProposed(client: pg.PoolClient, proposed: readonly LimitWaiter[]): Promise<Granted> {
  const ids = [...new Set(proposed.flatMap(({ limits }) => limits))];
  await rowsOf(client, sql.lockKeys, [plain(ids)]);
  const waiting = await lockWaiting(client, proposed);
  const { states, nowMs } = await statesOf(client, ids);
  const { granted, tats } = chooseGrants(waiting, states, nowMs);
  if (granted.length === 0) return NOTHING;
  const isSlot = new Set(states.filter(({ rate }) => !rate).map(({ id }) => id));
  const uses = granted.flatMap(({ runId, taskNo, limits }) => limits.map((id) => ({ id, runId, taskNo })));
  const lanes = await rowsOf(client, sql.grant, [
    plain(uses.map(({ id }) => id)),
    plain(uses.map(({ runId }) => runId)),
    plain(uses.map(({ taskNo }) => taskNo)),
    plain(uses.map(({ id }) => isSlot.has(id))),
    plain([...tats.keys()]),
    plain([...tats.values()]),
  ]);
  return { count: granted.length, lanes: [...new Set(lanes.map((row) => row[0] as number))] };
}

async function lockWaiting(client: pg.PoolClient, proposed: readonly LimitWaiter[]): Promise<readonly LimitWaiter[]> {
  const runs = proposed.filter(({ taskNo }) => taskNo === WHOLE_RUN);
  const tasks = proposed.filter(({ taskNo }) => taskNo !== WHOLE_RUN);
  const locked = [
    ...(runs.length > 0 ? await rowsOf(client, sql.lockWaitingRuns, [plain(runs.map(({ runId }) => runId))]) : []),
    ...(tasks.length > 0
      ? await rowsOf(client, sql.lockWaitingTasks, [
          plain(tasks.map(({ runId }) => runId)),
          plain(tasks.map(({ taskNo }) => taskNo)),
        ])
      : []),
  ];
  const still = new Set(locked.map(([runId, taskNo]) => `${runId as string}/${taskNo as number}`));
  return proposed.filter(({ runId, taskNo }) => still.has(`${runId}/${taskNo}`));
}

async function statesOf(
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<{ readonly states: readonly LimitState[]; readonly nowMs: number }> {
  const rows = await rowsOf(client, sql.keyStates, [plain(ids)]);
  const states = (rows as unknown as [string, number | null, number | null, number, number][]).map(
    ([id, room, intervalMs, burst, tatMs]) => ({
      id,
      room: room ?? undefined,
      rate: intervalMs === null ? undefined : { intervalMs, burst, tatMs },
    }),
  );
  return { states, nowMs: Number(rows[0]?.[5]) };
}

interface Contender {
  readonly id: string;
  readonly onLimit: OverLimit['onLimit'];
  readonly max: number;
  readonly name: string;
  readonly key: string;
  readonly tenantKey: number;
  readonly runId: string;
  readonly taskNo: number;
  readonly waits: boolean;
}

async function overLimits(api: pg.Pool): Promise<readonly OverLimit[]> {
  type F = [string, OverLimit['onLimit'], number, string, string, number, string, number, boolean];
  const rows = (await rowsOf(api, sql.overfull, [])) as unknown as F[];
  const byKey = new Map<string, Contender[]>();
  for (const [id, onLimit, max, name, key, tenantKey, runId, taskNo, waits] of rows) {
    const contender = { id, onLimit, max, name, key, tenantKey, runId, taskNo, waits };
    const list = byKey.get(id);
    if (list) list.push(contender);
    else byKey.set(id, [contender]);
  }
  const over = [...byKey.values()].flatMap(overOf);
  if (over.length === 0) return [];
  const known = await rowsOf(api, sql.waitingTasks, [
    plain(over.map(({ runId }) => runId)),
    plain(over.map(({ taskNo }) => taskNo)),
  ]);
  const tasks = new Map(
    (known as unknown as [string, number, number, number][]).map(([runId, taskNo, done, versionKey]) => [
      `${runId}/${taskNo}`,
      { done, versionKey },
    ]),
  );
  return over.map((one) => ({ ...one, ...(tasks.get(`${one.runId}/${one.taskNo}`) ?? { done: 0, versionKey: 0 }) }));
}

/** Of one key: who gives up, or who makes way. A run does not make way for itself. */
function overOf(contenders: readonly Contender[]): readonly Omit<OverLimit, 'done' | 'versionKey'>[] {
  const [first] = contenders;
  if (!first) return [];
  const { onLimit, max } = first;
  const waiting = contenders.filter(({ waits }) => waits);
  const wanting = new Set(waiting.map(({ runId }) => runId));
  const over =
    onLimit === 'skip'
      ? waiting
      : superseded(contenders, max).filter(({ runId, waits }) => waits || !wanting.has(runId));
  const others = (onLimit === 'skip' ? contenders.filter(({ waits }) => !waits) : waiting).map(({ runId }) => runId);
  return over.map(({ runId, taskNo, tenantKey, name, key }) => ({
    runId,
    taskNo,
    tenantKey,
    onLimit,
    claim: { name, key, max },
    others: [...new Set(others)],
  }));
}
