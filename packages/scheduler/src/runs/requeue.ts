/** A task run on its way into its lane again. */
import type { PlanTask } from '@carillon/core';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { RunFacts } from './contexts.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion } from './versions.ts';

export interface Requeued {
  readonly board: Pick<QueueBoard, 'rank'>;
  readonly task: PlanTask;
  readonly version: CompiledVersion;
  readonly facts: RunFacts | undefined;
}

export function requeueOf(
  { runId, taskNo }: { readonly runId: string; readonly taskNo: number },
  { board, task, version, facts }: Requeued,
  now: number,
) {
  const readyRank = board.rank(task, taskPriority(task, facts, version), now);
  return { runId, taskNo, readyRank, dueMs: task.queueTimeoutMs };
}
