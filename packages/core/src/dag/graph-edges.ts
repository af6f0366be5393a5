/**
 * The edges of a plan as people are shown them: a group ends behind its last tasks, though it waits for all of them, and
 * what undoes a task comes after it.
 */
import type { Plan, PlanTask } from './plan.ts';

export function graphEdges(plan: Plan): readonly { readonly from: string; readonly to: string }[] {
  const idOf = (no: number): string => (plan.tasks[no] as PlanTask).id;
  const needs = plan.tasks.flatMap((task) =>
    task.upstreams
      .map((no) => plan.tasks[no] as PlanTask)
      .filter(({ children }) => task.part !== 'end' || children.length === 1)
      .map(({ id }) => ({ from: id, to: task.id })),
  );
  return [...needs, ...plan.compensations.map(({ of, by }) => ({ from: idOf(of), to: idOf(by) }))];
}
