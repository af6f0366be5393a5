/** Which rule a task with children follows, by the kind that its plan names. */
import type { ExpressionContext } from '../params/compiled-expression.ts';
import type { ChildrenQuestion, Expansion, Next } from './expansion.ts';
import type { PlanTask } from './plan.ts';
import { expandSubWorkflow, nextOfSubWorkflow } from './sub-workflow.ts';

/**
 * What the expressions of a task with children come to, once, when it becomes ready.
 * @throws ExpressionError
 */
export function expand(task: PlanTask, context: ExpressionContext): Expansion {
  switch (task.expands?.kind) {
    case 'workflow':
      return expandSubWorkflow(task, context);
    default:
      throw new RangeError(`no rule for the children of ${task.id}: ${task.expands?.kind}`);
  }
}

/** Pure: the same question has the same answer, whoever asks. @throws ExpressionError, which fails the task */
export function nextChildren(question: ChildrenQuestion): Next {
  switch (question.task.expands?.kind) {
    case 'workflow':
      return nextOfSubWorkflow(question);
    default:
      throw new RangeError(`no rule for the children of ${question.task.id}: ${question.task.expands?.kind}`);
  }
}
