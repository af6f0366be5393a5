/** What holds a run as a whole: each check gives its verdict, or nothing where it does not apply. */
import { formatId } from '../ids.ts';
import { type Check, blocked, passed } from './check.ts';
import type { RunFacts } from './facts.ts';
import { resumeRun, stopRun } from './fixes.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Who asked for it and why, as the reason of a state has it. */
export function askedBy(params: Readonly<Record<string, unknown>> | undefined) {
  return { actor: text(params?.['actor']), message: text(params?.['message']) };
}

export function runStopping({ state, reason }: RunFacts): Check {
  if (state !== 'stopping') return passed('STOPPING');
  return blocked('STOPPING', { params: askedBy(reason?.params) });
}

export function overlap(run: RunFacts): Check | undefined {
  const { hold } = run;
  if (!hold?.schedule) return undefined;
  if (hold.mayStart) return passed('OVERLAP');
  const { awaits, ahead, schedule } = hold;
  return blocked('OVERLAP', {
    params: {
      run: awaits && formatId('run', awaits),
      schedule: schedule.name,
      overlap: schedule.overlap,
      ahead: ahead > 0 ? ahead : undefined,
    },
    evidence: [
      ...(awaits === undefined ? [] : [{ kind: 'run' as const, name: formatId('run', awaits), is: 'open' }]),
      { kind: 'schedule', name: formatId('sch', schedule.id), is: schedule.overlap },
    ],
    since: run.createdAt,
    fix: awaits === undefined ? undefined : stopRun(awaits),
  });
}

export function catchUp(run: RunFacts): Check | undefined {
  const { hold } = run;
  if (hold?.kind !== 'catch_up') return undefined;
  const freeAt = hold.paceFreeAt;
  if (freeAt === undefined) return passed('CATCH_UP');
  return blocked('CATCH_UP', {
    params: { ahead: hold.ahead > 0 ? hold.ahead : undefined },
    since: run.createdAt,
    eta: freeAt,
  });
}

/** Its start stands for more requests than the first one. */
export function collecting({ hold, reason }: RunFacts): Check | undefined {
  if (hold?.kind !== 'window') return undefined;
  const { requests, until } = reason?.params ?? {};
  const at = text(until);
  return blocked('COLLECTING', {
    params: { requests: typeof requests === 'number' ? requests : undefined, until: at },
    eta: at === undefined ? undefined : new Date(at),
  });
}

export function runPaused({ runId, state, isMoving, reason, pausedAt }: RunFacts): Check {
  if (isMoving || state !== 'paused') return passed('PAUSED');
  const task = reason?.code === 'TASK_FAILED' ? text(reason.params?.['task']) : undefined;
  return blocked('PAUSED', {
    params: { level: 'run', ...askedBy(reason?.params), task },
    since: pausedAt,
    fix: resumeRun(runId),
  });
}
