/** Why a task run that is ready has not been given to a worker: none offers what it needs, or all are full. */
import { type Reason, type TaskRunRecord, verdictOn, type WorkerFacts } from '@carillon/core';
import type { Reader } from '../reader.ts';
import type { VersionTask } from './version-tasks.ts';
import { readWorkers } from './workers.ts';

/** Asks for the workers only when one of the task runs waits for some. */
export async function explainQueued(
  reader: Reader,
  taskRuns: readonly TaskRunRecord[],
  tasks: readonly VersionTask[],
): Promise<readonly TaskRunRecord[]> {
  const waits = (taskRun: TaskRunRecord): boolean => taskRun.state === 'queued' && taskRun.reason === undefined;
  if (!taskRuns.some(waits)) return taskRuns;
  const workers = await readWorkers(reader);
  return taskRuns.map((taskRun) => {
    const task = tasks[taskRun.taskNo];
    return task && waits(taskRun) ? { ...taskRun, reason: reasonOf(task, workers) } : taskRun;
  });
}

function reasonOf({ requirement }: VersionTask, workers: readonly WorkerFacts[]): Reason | undefined {
  const present = workers.filter(({ isGone }) => !isGone).map((worker) => verdictOn(worker, requirement));
  const verdicts = new Set(present);
  // With room it is on its way.
  if (verdicts.has('fits')) return undefined;
  if (verdicts.has('full') || verdicts.has('resource_in_use')) return { code: 'NO_CAPACITY' };
  const { capability, group } = requirement;
  const lackingLabel = present.filter((verdict) => verdict === 'lacks_label').length;
  const lackingResource = present.filter((verdict) => verdict === 'lacks_resource').length;
  return {
    code: 'NO_CAPABLE_WORKER',
    params: { capability, group, ...(lackingLabel && { lackingLabel }), ...(lackingResource && { lackingResource }) },
  };
}
