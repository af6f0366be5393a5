/**
 * The tasks of a document, those of `tasks` first, then of `onFailure`, then of `finally`, then compensations: the order
 * of their numbers. Tasks of a group stand among them, see {@link unfoldTasks}; those of a loop run as children and do not.
 */
import { compensations } from './compensations.ts';
import type { WorkflowDocument } from './document.ts';
import { type UnfoldedTask, unfoldTasks } from './group-tasks.ts';

/** What a run may be in; the store keeps the place in this list, which is not the order in which they come. */
export const PHASES = ['tasks', 'onFailure', 'finally', 'compensate'] as const;
export type Phase = (typeof PHASES)[number];

/** Those that are maps of tasks in a document. */
export const TASK_MAPS = ['tasks', 'onFailure', 'finally'] as const satisfies readonly Phase[];
export type TaskMap = (typeof TASK_MAPS)[number];

export const isPhase = (name: unknown): name is Phase => (PHASES as readonly unknown[]).includes(name);

export interface DocumentTask extends UnfoldedTask {
  readonly phase: Phase;
}

export function documentTasks(document: Pick<WorkflowDocument, TaskMap | 'defaults'>): readonly DocumentTask[] {
  const written = TASK_MAPS.flatMap((phase) =>
    [...unfoldTasks(document[phase] ?? {}, document.defaults)].map((task) => ({ ...task, phase })),
  );
  return [...written, ...[...compensations(document.tasks)].map((task) => ({ ...task, phase: 'compensate' as const }))];
}
