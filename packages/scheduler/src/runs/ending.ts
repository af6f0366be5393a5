/** The end of a task run on its way to the store, and small things its writers share. */
import type { Completion, PlanTask, Reason } from '@carillon/core';
import type { CompiledVersion } from './versions.ts';

export interface Ending {
  readonly runId: string;
  readonly taskNo: number;
  readonly version: CompiledVersion;
  readonly by: Completion['by'];
  readonly state: number;
  readonly attempt?: number;
  readonly startedAtMs?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: Reason | undefined;
  /** JSON text. */
  readonly output?: string | undefined;
  /** The store refused what was reported with it; this is the end without that. */
  readonly refused?: boolean;
  /** Its row is its run, too; as its version says when absent. */
  readonly isSolo?: boolean;
  /** For decisions: true when upstreams may still end. */
  readonly early?: boolean;
  /** Hears after the commit whether it counted or was stale. */
  settle?(accepted: boolean): void;
  /** The store failed: whether it counted is unknown. */
  fail?(error: unknown): void;
}

/** What a task says again and again: those of its steps that have neither an attempt nor a reason. */
const plainSteps = new WeakMap<PlanTask, Record<string, string>>();

/** JSON text of a transition, as event rows hold it. */
export function stepOf(task: PlanTask, attempt: number, to: string, reason?: Reason): string {
  if (attempt || reason)
    return JSON.stringify({ task: task.id, ...(attempt ? { attempt } : {}), to, ...(reason ? { reason } : {}) });
  let steps = plainSteps.get(task);
  if (!steps) plainSteps.set(task, (steps = {}));
  return (steps[to] ??= JSON.stringify({ task: task.id, to }));
}

interface TaskRunKey {
  readonly runId: string;
  readonly taskNo: number;
}

/** The order in which rows are locked (GUARANTEES 5.3). */
export function byRow(a: TaskRunKey, b: TaskRunKey): number {
  return a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.taskNo - b.taskNo;
}
