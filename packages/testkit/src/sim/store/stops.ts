/** Stopping a run (store/src/engine/stops.ts). */
import {
  comesBefore,
  endOfStop,
  phaseCode,
  phaseOf,
  type Reason,
  RUN_STATE_CODES as RUN,
  type StopOrigin,
  type StopOutcome,
  type StopResult,
  type TenantScope,
} from '@carillon/core';
import type { Operations } from './operation.ts';
import { endRuns, finishSolo } from './completions.ts';
import { IDLE, LIVE, STOPPABLE, TASK } from './guards.ts';
import { noteEvent, noteTaskEnd } from './history.ts';
import type { RunRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

const LAST_PHASE = phaseCode('finally');

const answer = (result: StopResult, ended = false, live: StopOutcome['live'] = []): StopOutcome => ({
  result,
  live,
  ended,
});

const orderTo = (row: TaskRow, reason: Reason): StopOutcome['live'][number] => ({
  sessionKey: row.sessionKey as number,
  attemptId: row.attemptId as string,
  reason,
});

/** As part of a transaction. */
export function stopWithin(tables: Tables, { tenantKey }: TenantScope, runId: string, by: StopOrigin): StopOutcome {
  const run = tables.runs.get(runId);
  if (run?.tenantKey === tenantKey) {
    const isQueued = run.state === RUN.queued;
    if (isQueued) tables.holds.delete(runId);
    return run.state === RUN.stopping ? answer('stopping') : stopGraph(tables, run, { kill: isQueued, ...by });
  }
  const row = tables.tasks.get(runId, 0);
  if (row?.solo?.tenantKey === tenantKey) return stopSolo(tables, row, by);
  return answer(tables.runEnds.get(runId)?.tenantKey === tenantKey ? 'already_final' : 'not_found');
}

function stopGraph(tables: Tables, run: RunRow, by: StopOrigin): StopOutcome {
  const { actor, reason, taskReason = reason, kill = false, uncompensated = false } = by;
  const live: TaskRow[] = [];
  for (const row of tables.tasks.of(run.id)) {
    if (IDLE.has(row.state)) {
      tables.tasks.delete(row);
      noteTaskEnd(tables, { ...row, ...NO_ATTEMPT }, { state: TASK.stopped, reason: taskReason });
    } else if (STOPPABLE.has(row.state)) {
      live.push(tables.tasks.update(row, { stopAt: tables.machine.now(), reason: taskReason, state: TASK.stopping }));
    }
  }
  const endsAs = RUN[endOfStop(reason)];
  tables.runs.update(run, {
    state: RUN.stopping,
    reason,
    open: live.length,
    dueAt: undefined,
    pausedAt: undefined,
    heldDueAt: undefined,
    endsAs,
    uncompensated: uncompensated || run.uncompensated,
    ...(kill ? { phase: LAST_PHASE } : {}),
  });
  noteEvent(tables, run.id, { steps: [JSON.stringify({ to: 'stopping', reason })], runState: RUN.stopping, actor });
  if (live.length > 0)
    return answer(
      'stopping',
      false,
      live.map((row) => orderTo(row, taskReason)),
    );
  if (hasLater(tables, run)) {
    const { failed, phase } = run;
    return { ...answer('stopping'), endable: { runId: run.id, failed: failed > 0, phase, endsAs } };
  }
  endRuns(tables, [{ runId: run.id, failed: run.failed > 0, output: undefined, reason: undefined }]);
  return answer('stopping', true);
}

const NO_ATTEMPT = { attemptId: undefined, fence: undefined, sessionKey: undefined, dispatchedAt: undefined };

/** Whether tasks of the run's version are to follow its end. */
function hasLater(tables: Tables, { versionKey, phase, endsAs, uncompensated }: RunRow): boolean {
  const document = tables.versions.get(versionKey)?.document;
  if (phase !== LAST_PHASE && document?.finally !== undefined) return true;
  if (!comesBefore(phaseOf(phase), 'onFailure')) return false;
  if (endsAs === RUN.failed && document?.onFailure !== undefined) return true;
  return !uncompensated && Object.values(document?.tasks ?? {}).some(({ compensate }) => compensate !== undefined);
}

function stopSolo(tables: Tables, row: TaskRow, { actor, reason }: StopOrigin): StopOutcome {
  if (row.stopAt !== undefined) return answer('stopping');
  const isLive = LIVE.has(row.state);
  const step = JSON.stringify({ to: isLive ? 'stopping' : 'stopped', reason });
  if (isLive) {
    tables.tasks.update(row, { state: TASK.stopping, stopAt: tables.machine.now(), reason });
    noteEvent(tables, row.runId, { steps: [step], runState: RUN.stopping, actor });
    return answer('stopping', false, [orderTo(row, reason)]);
  }
  finishSolo(tables, [
    {
      runId: row.runId,
      taskNo: 0,
      by: { kind: 'decision', seenState: row.state, seenDone: 0 },
      state: TASK.stopped,
      startedAtMs: undefined,
      exitCode: undefined,
      reason,
      output: undefined,
      step,
    },
  ]);
  return answer('stopping', true);
}

export function createStops(tables: Tables): Operations<'stop'> {
  return { stop: (scope, runId, by) => stopWithin(tables, scope, runId, by) };
}
