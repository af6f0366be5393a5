/**
 * Says once of a run or an attempt that it takes much longer than the same of its version usually did. A leader runs it
 * (lease `stragglers`); run by two, or after a crash, the notice is still one, since it is a row of its own. It reads the
 * hot tables whole, hence once a minute.
 */
import { type EngineStore, LONG_RUNNING_FACTOR, type LongRunning, OF_RUN, type Reason } from '@carillon/core';
import type { Leadership, Logger } from '@carillon/runtime';
import type { Versions } from '../runs/versions.ts';
import { createLoop, type Loop } from './loop.ts';

const DUTY = 'stragglers';
const EVERY_MS = 60_000;
const MAX_NOTICES = 200;

export interface StragglerWatchParts {
  readonly store: Pick<EngineStore, 'longRunning' | 'noteLongRunning'>;
  readonly leadership: Pick<Leadership, 'lead'>;
  readonly versions: Versions;
  readonly log: Logger;
}

export function createStragglerWatch({ store, leadership, versions, log }: StragglerWatchParts): Loop {
  const note = async ({ runId, taskNo, attempt, versionKey, usualMs, elapsedMs }: LongRunning): Promise<void> => {
    const reason: Reason = { code: 'LONG_RUNNING', params: { usualMs, elapsedMs } };
    const task = taskNo === OF_RUN ? undefined : (await versions.get(versionKey)).plan.tasks[taskNo]?.id;
    const step = JSON.stringify({ ...(task === undefined ? {} : { task, attempt }), to: 'running', reason });
    await store.noteLongRunning({ runId, taskNo, attempt, step });
  };
  return createLoop({
    name: 'straggler watch',
    everyMs: EVERY_MS,
    log,
    async step() {
      if (!(await leadership.lead(DUTY))) return;
      for (const found of await store.longRunning(LONG_RUNNING_FACTOR, MAX_NOTICES)) await note(found);
    },
  });
}
