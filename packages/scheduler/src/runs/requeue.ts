/** A task run on its way into its lane again. */
import { type PlanTask, rankOf } from '@carillon/core';
import type { RunFacts } from './contexts.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion } from './versions.ts';

export interface Requeued {
  readonly task: PlanTask;
  readonly version: CompiledVersion;
  readonly facts: RunFacts | undefined;
}

export function requeueOf(
  { runId, taskNo }: { readonly runId: string; readonly taskNo: number },
  { task, version, facts }: Requeued,
  now: number,
) {
  return { runId, taskNo, readyRank: rankOf(now, taskPriority(task, facts, version)), dueMs: task.queueTimeoutMs };
}
