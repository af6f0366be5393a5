/** What heals, leaders' leases, the clock and hints (store/src/engine/maintenance.ts). */
import { RUN_STATE_CODES as RUN } from '@carillon/core';
import type { Operations } from './operation.ts';
import { doneOf, factsOf, TASK } from './guards.ts';
import { anyTask, endableOf, progressOf } from './standing.ts';
import type { Tables } from './tables.ts';

const DAY_MS = 86_400_000;
/** A lease that lasts so much longer than leases do was given by a clock that was ahead. */
const AHEAD_MS = 1_000;

type Maintenance = Operations<
  | 'hasLive'
  | 'undecided'
  | 'endable'
  | 'makePartitions'
  | 'pruneIdempotency'
  | 'now'
  | 'lease'
  | 'endLease'
  | 'appendLogs'
>;

export function createMaintenance(tables: Tables): Maintenance {
  const { machine } = tables;
  return {
    undecided(olderThanMs, limit, after) {
      const before = machine.now() - olderThanMs;
      const isBehind = (runId: string, taskNo: number): boolean =>
        !after || runId > after.runId || (runId === after.runId && taskNo > after.taskNo);
      return [...tables.tasks.all()]
        .filter((row) => {
          if (row.state !== TASK.pending || (row.need > 0 && doneOf(row) === 0)) return false;
          if (!row.solo && tables.runs.get(row.runId)?.state !== RUN.running) return false;
          const since = row.readyAt ?? factsOf(row, tables.runs)?.createdAt;
          return since !== undefined && since < before && isBehind(row.runId, row.taskNo);
        })
        .sort((a, b) => (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.taskNo - b.taskNo))
        .slice(0, limit)
        .map((row) => ({ ...progressOf(row), versionKey: factsOf(row, tables.runs)?.versionKey as number }));
    },
    endable(limit) {
      return [...tables.runs.values()]
        .filter(({ state }) => state !== RUN.paused)
        .flatMap((run) => endableOf(run) ?? [])
        .slice(0, limit);
    },
    hasLive: () => tables.runs.size > 0 || tables.limitKeys.size > 0 || anyTask(tables, () => true),
    makePartitions: () => 0,
    pruneIdempotency() {
      let pruned = 0;
      for (const [key, row] of tables.idempotency.entries()) {
        if (row.createdAt >= machine.now() - DAY_MS) continue;
        tables.idempotency.delete(key);
        pruned += 1;
      }
      return pruned;
    },
    now: () => machine.now(),
    lease(name, owner, ttlMs) {
      const row = tables.leaderLeases.get(name);
      const expiresAt = machine.now() + ttlMs;
      if (!row) tables.leaderLeases.insert(name, { owner, term: 1, expiresAt });
      else if (row.owner !== owner && row.expiresAt >= machine.now() && row.expiresAt <= expiresAt + AHEAD_MS)
        return undefined;
      else {
        const rises = row.owner !== owner && !tables.without.has('term');
        tables.leaderLeases.update(row, { owner, expiresAt, term: row.term + (rises ? 1 : 0) });
      }
      const term = tables.leaderLeases.get(name)?.term as number;
      tables.terms.append({ name, owner, term });
      return term;
    },
    endLease(name, owner) {
      const row = tables.leaderLeases.get(name);
      if (row?.owner === owner) tables.leaderLeases.update(row, { expiresAt: machine.now() });
    },
    // Their text is nothing that a promise rests on.
    appendLogs: () => undefined,
  };
}
