/**
 * What the failure of a main task does to the rest of its run, where the version says something else than go on.
 * `pause`: the statement of the failure has paused the run already, and its waiting task runs are held here. `stop`:
 * the rest is stopped. A crash before either leaves it to the healer.
 */
import { compensatedBy, type EngineStore, type Reason } from '@carillon/core';
import type { FailedTask } from './advancer.ts';
import type { Contexts } from './contexts.ts';
import type { Stopper } from '../gateway/stops.ts';

export interface FailuresParts {
  readonly store: Pick<EngineStore, 'pauseRun'>;
  readonly stopper: Pick<Stopper, 'stop'>;
  readonly contexts: Pick<Contexts, 'get'>;
}

const ENGINE = 'carillon';

export function createFailures({ store, stopper, contexts }: FailuresParts) {
  return async (failures: readonly FailedTask[]): Promise<void> => {
    // The first failure of a run is what became of it.
    for (const { runId, version, task } of new Map([...failures].reverse().map((one) => [one.runId, one])).values()) {
      const facts = await contexts.get(runId);
      if (!facts) continue; // The run ended meanwhile.
      const reason: Reason =
        task.phase === 'compensate'
          ? { code: 'COMPENSATION_FAILED', params: { task: compensatedBy(task.id) } }
          : { code: 'TASK_FAILED', params: { task: task.id } };
      if (version.plan.failure === 'pause')
        await store.pauseRun(facts, runId, { actor: ENGINE, reason, isPaused: true });
      else await stopper.stop(facts, runId, failFast(reason));
    }
  };
}

/** The run ends as failed, and what is stopped with it says why. */
export function failFast(reason: Reason) {
  return { actor: ENGINE, reason, taskReason: { ...reason, code: 'FAIL_FAST' } } as const;
}
