/** Why a schedule starts no run now. A firing that started none is told by its row of the ledger. */
import type { PauseRecord } from '../ports/pause.ts';
import type { ScheduleRecord } from '../ports/schedule-queries.ts';
import { blocked, type Check, type Explanation, firstBlocker, passed } from './check.ts';
import { type Fix, resumeSchedule, resumeWorkflow } from './fixes.ts';

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

/** A pause of the workflow stands before one of its own: with the former it would rest all the same. */
function paused({ id, project, workflow, state, workflowPause, pause, error }: ScheduleRecord): Check {
  if (workflowPause) return restsBy('workflow', workflowPause, workflowPause.reason, resumeWorkflow(project, workflow));
  if (state === 'enabled') return passed('PAUSED');
  return restsBy('schedule', pause, state === 'quarantined' ? error : pause?.reason, resumeSchedule(id));
}

const restsBy = (level: string, pause: PauseRecord | undefined, message: string | undefined, fix: Fix): Check =>
  blocked('PAUSED', {
    params: { level, actor: pause?.actor || undefined, message, until: pause?.resumeAt?.toISOString() },
    since: pause?.since,
    eta: pause?.resumeAt,
    fix,
  });

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
