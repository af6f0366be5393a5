/** Worker sessions and their leases; on the pool that nothing else uses. */
import {
  DISK_FULL,
  DISK_LABEL,
  type Beat,
  type BeatTimes,
  type LiveAttempt,
  type NewSession,
  type OrphanedAttempt,
} from '@carillon/core';
import type pg from 'pg';
import { adoptAttempts } from '../sql/adopt.ts';
import * as sql from '../sql/session.ts';
import { liveOf } from './claims.ts';
import { plain } from './literal.ts';
import { type Row, rowsOf } from './rows.ts';

const withSession = (row: Row): LiveAttempt & { sessionKey: number } => ({
  ...liveOf(row),
  sessionKey: row[15] as number,
});

export function createSessions(lease: pg.Pool, api: pg.Pool) {
  return {
    async openSession(session: NewSession): Promise<number> {
      const [row] = await rowsOf(lease, sql.openSession, [
        session.id,
        session.name,
        session.group,
        session.capabilities,
        JSON.stringify(session.labels),
        session.slots,
        session.version,
        session.host,
        session.leaseMs,
        JSON.stringify(session.resources),
      ]);
      return (row as Row)[0] as number;
    },

    async resumeSession(id: string, leaseMs: number): Promise<{ key: number } | undefined> {
      const [row] = await rowsOf(lease, sql.resumeSession, [id, leaseMs]);
      return row && { key: row[0] as number };
    },

    async adoptAttempts(earlierId: string, sessionKey: number): Promise<void> {
      await rowsOf(api, adoptAttempts, [earlierId, sessionKey]);
    },

    async noteDisk(sessionKey: number, isFull: boolean): Promise<void> {
      await rowsOf(api, sql.noteDisk, [sessionKey, DISK_LABEL, isFull ? DISK_FULL : null]);
    },

    async beat(sessions: readonly Beat[], { leaseMs, silentAfterMs }: BeatTimes): Promise<ReadonlySet<number>> {
      const rows = await rowsOf(lease, sql.beat, [
        plain(sessions.map((s) => s.key)),
        plain(sessions.map((s) => s.busy)),
        plain(sessions.map((s) => s.room)),
        plain(sessions.map((s) => s.isDraining)),
        leaseMs,
        silentAfterMs,
        sessions.map((s) => JSON.stringify(Object.fromEntries(s.running))),
      ]);
      return new Set(rows.map((row) => row[0] as number));
    },

    async endSession(key: number): Promise<void> {
      await rowsOf(lease, sql.endSession, [key]);
    },

    async liveAttempts(sessionKey: number): Promise<readonly LiveAttempt[]> {
      return (await rowsOf(api, sql.liveAttempts, [sessionKey])).map(liveOf);
    },

    async expireSessions(
      { marginMs, leaseMs }: { readonly marginMs: number; readonly leaseMs: number },
      expected?: { readonly now: number; readonly withinMs: number },
    ): Promise<{ expired: number; now: number }> {
      const [row] = await rowsOf(lease, sql.expireSessions, [marginMs, leaseMs, expected?.now, expected?.withinMs]);
      const [expired, now] = row as readonly [number, number];
      return { expired, now };
    },

    async orphanedAttempts(): Promise<readonly OrphanedAttempt[]> {
      const rows = await rowsOf(api, sql.orphanedAttempts, []);
      return rows.map((row) => ({ ...withSession(row), lostForMs: (row[16] as number | null) ?? undefined }));
    },

    async longLive(
      sessionKeys: readonly number[],
      olderThanMs: number,
    ): Promise<readonly (LiveAttempt & { sessionKey: number })[]> {
      const rows = await rowsOf(api, sql.longLive, [plain(sessionKeys), olderThanMs]);
      return rows.map(withSession);
    },
  };
}
