/** The edges of a plan as people are shown them: a group ends behind its last tasks, though it waits for all of them. */
import type { Plan, PlanTask } from './plan.ts';

export function graphEdges(plan: Plan): readonly { readonly from: string; readonly to: string }[] {
  return plan.tasks.flatMap((task) =>
    task.upstreams
      .map((no) => plan.tasks[no] as PlanTask)
      .filter(({ children }) => task.part !== 'end' || children.length === 1)
      .map(({ id }) => ({ from: id, to: task.id })),
  );
}
