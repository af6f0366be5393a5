/** Ends a task run that waited, as any other: by decision, guarded by the state that was seen. */
import { type DueTask, type EngineStore, TASK_STATE_CODES } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Advancer } from '../runs/advancer.ts';
import type { Versions } from '../runs/versions.ts';
import type { WaitEnd } from './waiter.ts';

export interface WaitEnderParts {
  readonly store: Pick<EngineStore, 'noteDue'>;
  readonly versions: Versions;
  readonly advancer: Pick<Advancer, 'end'>;
  readonly log: Logger;
}

export function createWaitEnder({ store, versions, advancer, log }: WaitEnderParts) {
  return async (task: DueTask, how: WaitEnd): Promise<boolean> => {
    const version = await versions.get(task.versionKey);
    const isEnded = await new Promise<boolean>((resolve, reject) => {
      advancer.end({
        runId: task.runId,
        taskNo: task.taskNo,
        version,
        by: { kind: 'decision', seenState: task.state, seenDone: task.done },
        state: TASK_STATE_CODES[how.state],
        attempt: task.attempt,
        reason: how.state === 'failed' ? how.reason : undefined,
        output: how.state === 'success' ? JSON.stringify(how.output) : undefined,
        settle: resolve,
        fail: reject,
      });
    });
    // Held in between, if anything: then it is due once it is resumed, and not when this node has had its time.
    if (!isEnded)
      await store
        .noteDue(task)
        .catch((error: unknown) => log.warn({ err: error }, 'a held task run is due ten seconds late at most'));
    return isEnded;
  };
}
