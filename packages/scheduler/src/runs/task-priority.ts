/** Priority of a task: what it has in its document, moved by what its run was given beside its workflow's. */
import type { PlanTask } from '@carillon/core';
import type { RunFacts } from './contexts.ts';
import type { CompiledVersion } from './versions.ts';

const DEFAULT_PRIORITY = 50;

export const usualPriority = ({ record }: CompiledVersion): number => record.document.priority ?? DEFAULT_PRIORITY;

/** @param facts of its run, where they are known; else it has the usual priority */
export function taskPriority(
  task: PlanTask,
  facts: Pick<RunFacts, 'priority'> | undefined,
  version: CompiledVersion,
): number {
  const usual = usualPriority(version);
  return task.priority + (facts?.priority ?? usual) - usual;
}
