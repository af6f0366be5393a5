/** The tasks of a document, those of `tasks` first, then of `onFailure`, then of `finally`: the order of their numbers. */
import type { TaskDocument, WorkflowDocument } from './document.ts';

/** What runs after what in a run; the store keeps the place in this list. */
export const PHASES = ['tasks', 'onFailure', 'finally'] as const;
export type Phase = (typeof PHASES)[number];

export const isPhase = (name: unknown): name is Phase => (PHASES as readonly unknown[]).includes(name);

export interface DocumentTask {
  readonly id: string;
  readonly task: TaskDocument;
  readonly phase: Phase;
}

export function documentTasks(document: Pick<WorkflowDocument, Phase>): readonly DocumentTask[] {
  return PHASES.flatMap((phase) => Object.entries(document[phase] ?? {}).map(([id, task]) => ({ id, task, phase })));
}
