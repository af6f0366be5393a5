/**
 * The tasks of a document, those of `tasks` first, then of `onFailure`, then of `finally`: the order of their numbers.
 * Tasks of a group stand among them, see {@link unfoldTasks}; those of a loop run as children and do not.
 */
import type { WorkflowDocument } from './document.ts';
import { type UnfoldedTask, unfoldTasks } from './group-tasks.ts';

/** What runs after what in a run; the store keeps the place in this list. */
export const PHASES = ['tasks', 'onFailure', 'finally'] as const;
export type Phase = (typeof PHASES)[number];

export const isPhase = (name: unknown): name is Phase => (PHASES as readonly unknown[]).includes(name);

export interface DocumentTask extends UnfoldedTask {
  readonly phase: Phase;
}

export function documentTasks(document: Pick<WorkflowDocument, Phase | 'defaults'>): readonly DocumentTask[] {
  return PHASES.flatMap((phase) =>
    [...unfoldTasks(document[phase] ?? {}, document.defaults)].map((task) => ({ ...task, phase })),
  );
}
