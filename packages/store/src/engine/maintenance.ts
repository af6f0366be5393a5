/** Due work, healing, leases of leaders, the store's clock and hints between nodes. */
import type { ChildProgress, DueTask, EndableRun, NextDue, Term } from '@carillon/core';
import type pg from 'pg';
import type { Database } from '../database.ts';
import * as decideSql from '../sql/decide.ts';
import * as sql from '../sql/maintain.ts';
import type { EngineConnection } from './connection.ts';
import { createTerms } from '../terms.ts';
import { type Row, rowsOf } from './rows.ts';
import { LOWEST_ID } from '../id-bounds.ts';

/** One channel; the payload says what to look at. Hints may be lost: every listener also polls. */
const CHANNEL = 'carillon_hint';
const RECONNECT_MS = 500;
export type Hint = 'ready' | 'stop' | 'schedule' | 'queue';
const HINTS: ReadonlySet<string> = new Set<Hint>(['ready', 'stop', 'schedule', 'queue']);

const BEFORE_ALL = { runId: LOWEST_ID, taskNo: 0 };

type DueRow = [
  string,
  number,
  number,
  number,
  string | null,
  number | null,
  number | null,
  number,
  number,
  number,
  boolean,
  Date,
];

export function createMaintenance(database: Database, engine: EngineConnection) {
  return {
    ...createTerms(database.lease),

    async takeDueTasks(limit: number): Promise<readonly DueTask[]> {
      const rows = await engine.query(decideSql.takeDueTasks, [limit]);
      return (rows as unknown as DueRow[]).map(
        ([
          runId,
          taskNo,
          state,
          done,
          attemptId,
          fence,
          sessionKey,
          attempt,
          versionKey,
          laneKey,
          overdue,
          takenUntil,
        ]) => ({
          runId,
          taskNo,
          state,
          done,
          attemptId: attemptId ?? undefined,
          fence: fence ?? undefined,
          sessionKey: sessionKey ?? undefined,
          attempt,
          versionKey,
          laneKey,
          overdue,
          takenUntil,
        }),
      );
    },

    async takeDueRuns(limit: number): Promise<readonly { runId: string; tenantKey: number }[]> {
      return (await engine.query(decideSql.takeDueRuns, [limit])).map((row) => ({
        runId: row[0] as string,
        tenantKey: row[1] as number,
      }));
    },

    async nextDue(horizonMs: number): Promise<NextDue | undefined> {
      const [row] = await engine.query(decideSql.nextDue, [horizonMs]);
      return row && { at: row[0] as Date, now: row[1] as Date };
    },

    async undecided(
      olderThanMs: number,
      limit: number,
      after: { runId: string; taskNo: number } = BEFORE_ALL,
    ): Promise<readonly (ChildProgress & { versionKey: number })[]> {
      const rows = await rowsOf(database.api, sql.undecided, [olderThanMs, limit, after.runId, after.taskNo]);
      return (rows as unknown as [string, number, number, number, number, number, number, number, number][]).map(
        ([runId, taskNo, state, need, ok, failed, upstreamFailed, skipped, versionKey]) => ({
          runId,
          taskNo,
          state,
          need,
          ok,
          failed,
          upstreamFailed,
          skipped,
          versionKey,
        }),
      );
    },

    async endable(limit: number): Promise<readonly EndableRun[]> {
      const rows = await rowsOf(database.api, sql.endable, [limit]);
      return (rows as unknown as [string, number, number, number | null][]).map(([runId, failed, phase, endsAs]) => ({
        runId,
        failed: failed > 0,
        phase,
        endsAs: endsAs ?? undefined,
      }));
    },

    async hasLive(): Promise<boolean> {
      return (await rowsOf(database.api, sql.hasLive, []))[0]?.[0] === true;
    },

    async pruneIdempotency({ duty, term, owner }: Term): Promise<number> {
      return (await rowsOf(database.api, sql.pruneIdempotency, [duty, term, owner])).length;
    },

    async makePartitions({ duty, term, owner }: Term): Promise<number> {
      const [row] = await rowsOf(database.api, sql.makePartitions, [duty, term, owner]);
      return (row?.[0] as number | undefined) ?? 0;
    },

    async now(): Promise<number> {
      const [row] = await rowsOf(database.lease, sql.now, []);
      return Number((row as Row)[0]);
    },

    async hint(hint: Hint): Promise<void> {
      await database.api.query('select pg_notify($1, $2)', [CHANNEL, hint]);
    },

    async onHint(listener: (hint: Hint) => void): Promise<() => Promise<void>> {
      let client: pg.Client | undefined;
      let closed = false;
      const connect = async (): Promise<void> => {
        const opened = await database.listenClient();
        opened.on('notification', (message) => {
          if (HINTS.has(message.payload ?? '')) listener(message.payload as Hint);
        });
        await opened.query(`listen ${CHANNEL}`);
        // Asked for only now: one that breaks before is told of by the query.
        opened.on('end', reconnect);
        client = opened;
      };
      /** Polling carries on meanwhile. */
      const reconnect = (): void => {
        if (closed) return;
        connect().then(
          () => (closed ? client?.end() : undefined),
          () => setTimeout(reconnect, RECONNECT_MS).unref(),
        );
      };
      await connect();
      return async () => {
        closed = true;
        await client?.end();
      };
    },
  };
}
