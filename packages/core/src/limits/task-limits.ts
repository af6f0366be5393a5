/** The limits that a task, or a workflow, is given in its document. */
import type { TaskDocument } from '../definition/document.ts';
import type { LimitRuleDocument } from '../definition/limit-document.ts';
import type { LimitSource } from './limit-claims.ts';

export type TaskLimits = Pick<LimitRuleDocument, 'concurrency' | 'rate'>;

export function taskLimits({ concurrency, rate }: Pick<TaskDocument, 'concurrency' | 'rate'>): TaskLimits | undefined {
  if (!concurrency && !rate) return undefined;
  return { ...(concurrency && { concurrency }), ...(rate && { rate }) };
}

interface VersionNames {
  readonly key: number;
  readonly workflowKey: number;
  readonly workflow: string;
}

export function taskSource(task: { readonly id: string }, limits: TaskLimits, version: VersionNames): LimitSource {
  return {
    ...limits,
    level: 'task',
    rule: `task:${version.workflowKey}:${task.id}`,
    name: `${version.workflow}/${task.id}`,
    definition: version.key,
  };
}

/** Of runs as a whole: how many at once, and how fast those that are asked for begin. */
export function runSource(limits: TaskLimits, version: VersionNames): LimitSource {
  return {
    ...limits,
    level: 'workflow',
    rule: `workflow:${version.workflowKey}`,
    name: version.workflow,
    definition: version.key,
  };
}
