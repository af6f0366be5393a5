/** A group whose tasks are an output of another task: one child, whose document is made when the group begins. */
import type { Json, JsonObject, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { resolveValue } from '../params/expressions.ts';
import { problemReason } from '../run/problem-reason.ts';
import { type Said, said } from '../said.ts';
import type { ChildrenQuestion, Expansion, Next } from './expansion.ts';
import { refusal } from './for-each.ts';
import { MAX_GIVEN_TASKS } from './loops.ts';
import { withTasks } from './parts.ts';
import type { PlanTask } from './plan.ts';

/** What is wrong with a document, first things first; empty: nothing. The same checks as those of one that is applied. */
export type CheckDocument = (document: WorkflowDocument) => readonly Said[];

/** @throws ExpressionError */
export function expandGivenTasks(task: PlanTask, context: ExpressionContext, check: CheckDocument): Expansion {
  const tasks = resolveValue(task.definition.with['tasks'] as Json, context);
  if (typeof tasks !== 'object' || tasks === null || Array.isArray(tasks))
    return invalid(said`tasks gave ${JSON.stringify(tasks).slice(0, 64)}; it must be a map of tasks by name`);
  const count = Object.keys(tasks).length;
  if (count > MAX_GIVEN_TASKS)
    return refusal({ code: 'TOO_MANY_TASKS', params: { tasks: count, limit: MAX_GIVEN_TASKS } });
  if (count === 0) return { tasks: {} };
  // Nobody writes what its turn is of, so the checks do not know it.
  const { turnOf: _, ...written } = documentOf(task, tasks as JsonObject);
  const [problem, ...others] = check(written);
  if (problem === undefined) return { tasks: tasks };
  return invalid(others.length === 0 ? problem : said`${problem} (and ${others.length} more)`);
}

const invalid = (problem: Said): Expansion => refusal(problemReason('TASKS_INVALID', problem));

export function nextOfGivenTasks({ task, expansion, progress }: ChildrenQuestion): Next {
  const { tasks = {}, refused } = expansion as { tasks?: JsonObject; refused?: never };
  if (refused) return { kind: 'end', state: 'failed', reason: refused };
  if (Object.keys(tasks).length === 0)
    return { kind: 'end', state: 'skipped', reason: { code: 'NO_ITEMS' }, output: {} };
  if (progress.started === 0) {
    const runs = { kind: 'part', document: documentOf(task, tasks) } as const;
    return { kind: 'start', children: [{ round: 0, position: 0, item: undefined, runs }], of: 1 };
  }
  if (progress.open > 0) return { kind: 'wait' };
  const [child] = progress.children ?? [];
  if (!child) return { kind: 'collect' };
  if (child.state === 'success') return { kind: 'end', state: 'success', output: child.output ?? {} };
  const params = {
    run: child.run,
    state: child.state ?? 'failed',
    ...(child.reason ? { reason: child.reason.code } : {}),
  };
  return { kind: 'end', state: 'failed', reason: { code: 'CHILD_FAILED', params } };
}

function documentOf({ expands }: PlanTask, tasks: JsonObject): WorkflowDocument {
  return withTasks(expands?.part as WorkflowDocument, tasks as unknown as Readonly<Record<string, TaskDocument>>);
}
