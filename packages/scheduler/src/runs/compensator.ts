/**
 * Undoes what a run did that does not end as success, one compensation after the other: when one has ended, the run
 * enters the phase again for the next. A crash in between leaves a run with nothing open, which the healer takes up.
 */
import {
  compensatedBy,
  compensationTasks,
  type EndableRun,
  type EngineStore,
  type LaneRecord,
  mayCompensate,
  nextCompensation,
  type Phase,
  phaseCode,
  type PlanTask,
  type RunEndState,
} from '@carillon/core';
import type { EnteredPhase } from './ender.ts';
import type { CompiledVersion } from './versions.ts';

const PHASE = phaseCode('compensate');

export interface Compensator {
  /** What to decide on now; else what the run ends as, when nothing is left to undo. */
  next(
    run: EndableRun,
    version: CompiledVersion,
    ended: { readonly phase: Phase; readonly end: RunEndState },
  ): Promise<EnteredPhase | { readonly end: RunEndState }>;
}

export function createCompensator(
  store: Pick<EngineStore, 'compensationEnds' | 'failCompensation' | 'enterPhase'>,
): Compensator {
  return {
    async next({ runId, phase: from, failed }, version, ended) {
      const { plan } = version;
      if (plan.compensations.length === 0 || !mayCompensate(ended)) return ended;
      const step = nextCompensation(plan, await store.compensationEnds(runId, compensationTasks(plan)));
      if (step.kind === 'next') {
        const roots = [{ taskNo: step.taskNo, laneKey: (version.lanes[step.taskNo] as LaneRecord).key }];
        // Nobody there: another node has let it enter, or it was paused, stopped or marked.
        return { version, roots: await store.enterPhase({ runId, from, to: PHASE, open: 1, failed, roots }) };
      }
      if (step.kind === 'done' || step.state === 'stopped') return ended;
      const task = compensatedBy((plan.tasks[step.taskNo] as PlanTask).id);
      await store.failCompensation(runId, { code: 'COMPENSATION_FAILED', params: { task } });
      return { end: 'failed' };
    },
  };
}
