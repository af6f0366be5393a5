/** What there is to do for the loops (store/src/sql/pulse.ts): asked so often that the task runs are walked through once. */
import { ARRIVING_LANE, WAITING_LANE } from '@carillon/core';
import { TASK } from './guards.ts';
import { isDueWithin } from './due.ts';
import type { Operations } from './operation.ts';
import type { ScheduleRow } from './rows.ts';
import { isActive, isClaimable, isLetGo, isResuming } from './schedules.ts';
import type { Tables } from './tables.ts';

function some<R>(rows: Iterable<R>, is: (row: R) => boolean): boolean {
  for (const row of rows) if (is(row)) return true;
  return false;
}

export function createPulse(tables: Tables): Operations<'pulse'> {
  const { machine, holds, limitWaits, runs, schedules, slaTerms } = tables;

  const ofTasks = (end: number) => {
    const found = { arriving: false, due: false, ready: false, stops: false };
    for (const { state, laneKey, dueAt, stopAt } of tables.tasks.all()) {
      if (dueAt !== undefined && dueAt < end) found.due = true;
      if (state === TASK.queued && laneKey > WAITING_LANE) found.ready = true;
      else if (state === TASK.queued && laneKey === ARRIVING_LANE) found.arriving = true;
      else if (state === TASK.stopping && stopAt !== undefined) found.stops = true;
    }
    return found;
  };
  const isToBeLookedAt = (row: ScheduleRow): boolean =>
    (isActive(row) && row.dueAt === undefined) || isResuming(row, machine.now()) || row.state === 'quarantined';

  return {
    pulse({ lookAheadMs, claimMs, dueMs }) {
      const now = machine.now();
      const { arriving, due, ready, stops } = ofTasks(now + dueMs);
      const waits = holds.size > 0;
      return {
        // Of these no history has any.
        backfills: false,
        bulks: false,
        limitRules: 0,
        holds: waits,
        limits: waits || limitWaits.size > 0 || arriving,
        promises: some(slaTerms.values(), ({ dueAt }) => dueAt !== undefined && dueAt <= now),
        schedules:
          waits ||
          some(schedules.values(), isToBeLookedAt) ||
          some(tables.deployments.values(), (row) => isLetGo(row, now)),
        firings: some(schedules.values(), (row) => isClaimable(row, now, { lookAheadMs, claimMs })),
        due: due || some(runs.values(), (run) => isDueWithin(run, now + dueMs)),
        ready,
        stops,
      };
    },
  };
}
