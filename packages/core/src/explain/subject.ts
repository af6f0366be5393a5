/** What checks of a task run are given. */
import type { PlanTask } from '../dag/plan.ts';
import type { TaskRunState } from '../run/states.ts';
import type { RunFacts, TaskFacts } from './facts.ts';

/** A task run without a row is pending, and nothing has been counted at it. */
export interface Subject {
  readonly run: RunFacts;
  readonly task: PlanTask;
  readonly row: TaskFacts | undefined;
}

export const stateOf = ({ row }: Subject): TaskRunState => row?.state ?? 'pending';
