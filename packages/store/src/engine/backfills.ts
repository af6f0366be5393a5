/** Backfills as the loop that carries them out uses them. */
import type {
  CapOf,
  DateStart,
  JsonObject,
  OpenBackfill,
  PinnedWorkflow,
  Reason,
  StartableDate,
  StartedRuns,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/backfill.ts';
import { inTransaction } from './transaction.ts';
import { startWithin } from './start-within.ts';
import { instant, json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';

type OpenRow = [
  number,
  string,
  number,
  number,
  number,
  number,
  number,
  readonly PinnedWorkflow[],
  number,
  JsonObject,
  string,
  Date,
  number,
  readonly Date[],
  string | null,
  boolean,
];

const NOTHING: StartedRuns = { made: new Set(), leased: [] };

export function createBackfills(api: pg.Pool) {
  const startLocked = async (
    client: pg.PoolClient,
    backfill: OpenBackfill,
    starts: readonly DateStart[],
    capOf: CapOf,
  ): Promise<StartedRuns> => {
    await rowsOf(client, sql.lockTenant, [backfill.scope.tenantKey]);
    const [locked] = await rowsOf(client, sql.lockBackfill, [backfill.key]);
    if (!locked) return NOTHING;
    const [room] = await rowsOf(client, sql.roomForDates, [backfill.key, backfill.scope.tenantKey]);
    const [own, ofTenant, slots] = room as [number, number, number];
    const [parallelism, cap] = [locked[0] as number, capOf(slots)];
    const fitting = starts.filter(fitsIn({ own, ofTenant, parallelism, cap }));
    const taken = await rowsOf(client, sql.takeDates, [
      backfill.key,
      quoted(fitting.map(({ date }) => instant(date.logicalTime))),
      plain(fitting.map(({ date }) => date.step)),
      plain(fitting.map(({ run }) => run.id)),
    ]);
    const ids = new Set(taken.map(([id]) => id as string));
    const started = await startWithin(
      client,
      fitting.map(({ run }) => run).filter(({ id }) => ids.has(id)),
    );
    const isHeld = fitting.length < starts.length;
    const reason: Reason | undefined = isHeld
      ? { code: 'BACKFILL_SHARE', params: { open: ofTenant + ids.size, cap } }
      : undefined;
    await rowsOf(client, sql.moveBackfill, [backfill.key, json(reason)]);
    return started;
  };

  return {
    async openBackfills(limit: number): Promise<readonly OpenBackfill[]> {
      const byKey = new Map<number, OpenBackfill & { readonly dates: StartableDate[] }>();
      for (const row of (await rowsOf(api, sql.openBackfills, [limit])) as unknown as readonly OpenRow[]) {
        const [key, id, tenantKey, projectKey, environmentKey, , , , priority, params, actor] = row;
        const scope = { tenantKey, projectKey, environmentKey };
        const backfill = byKey.get(key) ?? { key, id, scope, priority, params, actor, dates: [] };
        byKey.set(key, backfill);
        backfill.dates.push(dateOf(row));
      }
      return [...byKey.values()];
    },

    async startDates(backfill: OpenBackfill, starts: readonly DateStart[], capOf: CapOf): Promise<StartedRuns> {
      return inTransaction(api, (client) => startLocked(client, backfill, starts, capOf));
    },

    async failDate(backfillKey: number, date: StartableDate, reason: Reason): Promise<void> {
      await rowsOf(api, sql.failDate, [backfillKey, instant(date.logicalTime), date.step, json(reason)]);
    },

    async settleDates(): Promise<number> {
      const settled = await rowsOf(api, sql.settleDates, []);
      await inTransaction(api, async (client) => {
        const endable = (await rowsOf(client, sql.lockEndable, [])).map(([key]) => key as number);
        if (endable.length > 0) await rowsOf(client, sql.endBackfills, [plain(endable)]);
      });
      return settled.length;
    },

    async followedRuns(): Promise<readonly string[]> {
      return (await rowsOf(api, sql.followedRuns, [])).map(([id]) => id as string);
    },

    async runsToStop(): Promise<readonly { runId: string; tenantKey: number; reason: Reason }[]> {
      const rows = (await rowsOf(api, sql.runsToStop, [])) as unknown as readonly [string, number, Reason][];
      return rows.map(([runId, tenantKey, reason]) => ({ runId, tenantKey, reason }));
    },

    async prunePlans(): Promise<number> {
      return (await rowsOf(api, sql.prunePlans, [])).length;
    },
  };
}

function dateOf(row: OpenRow): StartableDate {
  const [, , , , , workflowKey, versionKey, downstream, , , , logicalTime, step, times, rerunOf, isUnderWay] = row;
  const next = downstream[step - 1];
  return {
    logicalTime,
    step,
    isUnderWay,
    runTime: times[step - 1] ?? logicalTime,
    target: next ? { workflowKey: next.workflowKey, versionKey: next.versionKey } : { workflowKey, versionKey },
    rerunOf: rerunOf ?? undefined,
  };
}

interface Room {
  readonly own: number;
  readonly ofTenant: number;
  readonly parallelism: number;
  readonly cap: number;
}

/** A date that is under way has its place already; others take one each. */
function fitsIn({ own, ofTenant, parallelism, cap }: Room): (start: DateStart) => boolean {
  let left = Math.min(parallelism - own, cap - ofTenant);
  return ({ date }) => date.isUnderWay || left-- > 0;
}
