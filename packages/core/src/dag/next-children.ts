/** Which rule a task with children follows, by the kind that its plan names. */
import type { ExpressionContext } from '../params/compiled-expression.ts';
import type { ChildrenQuestion, Expansion, Next } from './expansion.ts';
import type { PlanTask } from './plan.ts';
import { expandBroadcast, expandForEach, expandSharding, nextOfForEach } from './for-each.ts';
import { type CheckDocument, expandGivenTasks, nextOfGivenTasks } from './given-tasks.ts';
import { expandSubWorkflow, nextOfSubWorkflow } from './sub-workflow.ts';
import { nextOfWhile } from './while-loop.ts';

/** What an expansion is made from besides expressions. */
export interface ExpansionSources {
  /** Of tasks that are known at run time only. */
  readonly checkDocument: CheckDocument;
  /** Names of the workers that are there and could take the task. */
  workers(): readonly string[];
}

/**
 * What the expressions of a task with children come to, once, when it becomes ready.
 * @throws ExpressionError
 */
export function expand(task: PlanTask, context: ExpressionContext, around: ExpansionSources): Expansion {
  switch (task.expands?.kind) {
    case 'workflow':
      return expandSubWorkflow(task, context);
    case 'for_each':
      return expandForEach(task, context);
    case 'while':
      return {};
    case 'sharding':
      return expandSharding(task);
    case 'tasks':
      return expandGivenTasks(task, context, around.checkDocument);
    case 'broadcast':
      return expandBroadcast(around.workers());
    default:
      throw new RangeError(`no rule for the children of ${task.id}: ${task.expands?.kind}`);
  }
}

/** Pure: the same question has the same answer, whoever asks. @throws ExpressionError, which fails the task */
export function nextChildren(question: ChildrenQuestion): Next {
  switch (question.task.expands?.kind) {
    case 'workflow':
      return nextOfSubWorkflow(question);
    case 'for_each':
    case 'sharding':
    case 'broadcast':
      return nextOfForEach(question);
    case 'while':
      return nextOfWhile(question);
    case 'tasks':
      return nextOfGivenTasks(question);
    default:
      throw new RangeError(`no rule for the children of ${question.task.id}: ${question.task.expands?.kind}`);
  }
}
