/** Why a schedule starts no run now. A firing that started none is told by its row of the ledger. */
import type { ScheduleRecord } from '../ports/schedule-queries.ts';
import { blocked, type Check, type Explanation, firstBlocker, passed } from './check.ts';
import { resumeSchedule } from './fixes.ts';

export function explainSchedule(schedule: ScheduleRecord, now: Date): Explanation {
  if (schedule.state === 'ended') {
    const answer = passed('ENDED', { params: { state: 'ended' } });
    return { answer, checks: [answer] };
  }
  return firstBlocker(
    [paused(schedule), held(schedule), due(schedule, now)],
    blocked('PLATFORM', { since: schedule.dueAt }),
  );
}

function paused({ id, state, workflowPaused, pause, error }: ScheduleRecord): Check {
  if (workflowPaused) return blocked('PAUSED', { params: { level: 'workflow' } });
  if (state === 'enabled') return passed('PAUSED');
  return blocked('PAUSED', {
    params: {
      level: 'schedule',
      actor: pause?.actor,
      message: state === 'quarantined' ? error : pause?.reason,
      until: pause?.resumeAt?.toISOString(),
    },
    since: pause?.since,
    eta: pause?.resumeAt,
    fix: resumeSchedule(id),
  });
}

/** Its newest firing waits for the end of a freeze window, or for days that its calendar does not know. */
function held({ lastFiring }: ScheduleRecord): Check {
  if (lastFiring?.outcome !== 'held' || lastFiring.heldUntil === undefined) return passed('CALENDAR');
  const until = Number.isFinite(lastFiring.heldUntil.valueOf()) ? lastFiring.heldUntil : undefined;
  return blocked('CALENDAR', {
    params: { until: until?.toISOString(), why: lastFiring.reason },
    since: lastFiring.logicalTime,
    eta: until,
  });
}

function due({ dueAt, nextFireAt }: ScheduleRecord, now: Date): Check {
  if (dueAt === undefined || dueAt <= now) return passed('NOT_DUE');
  return blocked('NOT_DUE', {
    params: { until: dueAt.toISOString() },
    evidence: nextFireAt ? [{ kind: 'fact', name: 'next_fire_at', is: nextFireAt.toISOString() }] : [],
    eta: dueAt,
  });
}
