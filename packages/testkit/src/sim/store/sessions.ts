/** Sessions of workers and their leases (store/src/sql/session.ts). */
import { type Beat, type FleetWorker, type LiveAttempt, ownLabels, withDisk } from '@carillon/core';
import type { Operations } from './operation.ts';
import { liveOf } from './claims.ts';
import { LIVE } from './guards.ts';
import type { LeaseRow, SessionRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

type Sessions = Operations<
  | 'openSession'
  | 'resumeSession'
  | 'adoptAttempts'
  | 'noteDisk'
  | 'beat'
  | 'endSession'
  | 'liveAttempts'
  | 'expireSessions'
  | 'orphanedAttempts'
  | 'longLive'
  | 'pendingStops'
  | 'fleet'
>;

/** A lease that lasts so much longer than leases do was given by a clock that was ahead. */
const AHEAD_MS = 60_000;
/** What a reaper without margin takes for enough. */
const HASTY_MS = 11_000;

export function createSessions(tables: Tables): Sessions {
  const { machine, leases, sessions } = tables;
  const holds = (lease: LeaseRow | undefined): lease is LeaseRow =>
    lease !== undefined && (lease.until > Number.NEGATIVE_INFINITY || tables.without.has('session_end'));
  const isLive = (row: TaskRow): boolean => row.sessionKey !== undefined && LIVE.has(row.state);
  const live = (is: (row: TaskRow) => boolean): readonly TaskRow[] => {
    const found: TaskRow[] = [];
    for (const row of tables.tasks.all()) if (isLive(row) && is(row)) found.push(row);
    return found;
  };
  const withSession = (row: TaskRow): LiveAttempt & { readonly sessionKey: number } => ({
    ...liveOf(tables, row),
    sessionKey: row.sessionKey as number,
  });

  const lostForMs = (sessionKey: number): number | undefined => {
    const lostAt = sessions.get(sessionKey)?.lostAt;
    return lostAt === undefined ? undefined : machine.now() - lostAt;
  };

  const workerOf = (session: SessionRow, beat: Beat | undefined, isSilent: boolean): FleetWorker => ({
    sessionKey: session.key,
    name: session.name,
    group: session.group,
    capabilities: new Set(session.capabilities),
    labels: ownLabels(session, session.labels),
    resources: session.resources,
    // No task of a history asks for any.
    used: {},
    slots: session.slots,
    room: beat?.room ?? session.slots,
    isDraining: beat?.isDraining ?? false,
    isHeld: false,
    isSilent,
    running: beat?.running ?? new Map(),
  });

  return {
    openSession(session) {
      const key = tables.nextSessionKey();
      sessions.insert(key, { ...session, key, state: 'online' });
      leases.insert(key, {
        sessionKey: key,
        until: machine.now() + session.leaseMs,
        beat: undefined,
        silentAt: Number.POSITIVE_INFINITY,
      });
      return key;
    },
    resumeSession(id, leaseMs) {
      for (const session of sessions.values()) {
        const lease = session.id === id ? leases.get(session.key) : undefined;
        if (!holds(lease)) continue;
        leases.update(lease, { until: machine.now() + leaseMs });
        return { key: session.key };
      }
      return undefined;
    },
    adoptAttempts(earlierId, sessionKey) {
      for (const session of sessions.values()) {
        if (session.id !== earlierId || session.key === sessionKey) continue;
        leases.delete(session.key);
        if (session.state !== 'left') sessions.update(session, { state: 'lost', lostAt: machine.now() });
        for (const row of live((one) => one.sessionKey === session.key)) tables.tasks.update(row, { sessionKey });
      }
    },
    noteDisk(sessionKey, isFull) {
      const session = sessions.get(sessionKey);
      if (session) sessions.update(session, { labels: withDisk(session.labels, isFull) });
    },
    beat(beats, { leaseMs, silentAfterMs }) {
      const alive = new Set<number>();
      for (const beat of beats) {
        const lease = leases.get(beat.key);
        if (!holds(lease)) continue;
        const now = machine.now();
        leases.update(lease, { until: now + leaseMs, silentAt: now + silentAfterMs, beat });
        alive.add(beat.key);
      }
      return alive;
    },
    endSession(key) {
      const lease = leases.get(key);
      if (lease) leases.update(lease, { until: Number.NEGATIVE_INFINITY });
      const session = sessions.get(key);
      if (session) sessions.update(session, { state: 'left' });
    },
    liveAttempts: (sessionKey) => live((row) => row.sessionKey === sessionKey).map((row) => liveOf(tables, row)),
    expireSessions({ marginMs, leaseMs }, clock) {
      const now = machine.now();
      if (clock && Math.abs(now - clock.now) > clock.withinMs) return { expired: 0, now };
      const margin = tables.without.has('lease_margin') ? -HASTY_MS : marginMs;
      const expired = [...leases.values()].filter(
        ({ until }) => until < now - margin || until > now + leaseMs + AHEAD_MS,
      );
      for (const { sessionKey } of expired) {
        leases.delete(sessionKey);
        const session = sessions.get(sessionKey);
        if (session && session.state !== 'left') sessions.update(session, { state: 'lost', lostAt: now });
      }
      return { expired: expired.length, now };
    },
    orphanedAttempts: () =>
      live((row) => !leases.has(row.sessionKey as number))
        .slice(0, 1_000)
        .map((row) => ({ ...withSession(row), lostForMs: lostForMs(row.sessionKey as number) })),
    longLive(sessionKeys, olderThanMs) {
      const before = machine.now() - olderThanMs;
      const keys = new Set(sessionKeys);
      return live((row) => keys.has(row.sessionKey as number) && (row.dispatchedAt ?? before) < before).map(
        withSession,
      );
    },
    fleet: () =>
      [...leases.values()]
        .filter(({ until }) => until > machine.now())
        .flatMap(({ sessionKey, beat, silentAt }) => {
          const session = sessions.get(sessionKey);
          return session ? [workerOf(session, beat, silentAt < machine.now())] : [];
        }),
    pendingStops(sessionKeys) {
      const keys = new Set(sessionKeys);
      return live((row) => row.stopAt !== undefined && keys.has(row.sessionKey as number)).map((row) => ({
        sessionKey: row.sessionKey as number,
        attemptId: row.attemptId as string,
        reason: row.reason ?? { code: 'STOPPED_BY_USER' },
      }));
    },
  };
}
