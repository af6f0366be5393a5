/**
 * A task, or a group, again and again as long as its condition holds: each turn is a round of one child. The first
 * round always runs; the condition is asked behind each, with what that round gave.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { evaluateCondition } from '../params/expressions.ts';
import type { ChildrenQuestion, Next } from './expansion.ts';
import type { PlanTask } from './plan.ts';

export function nextOfWhile({ task, progress, context = {} }: ChildrenQuestion): Next {
  const { round, started, open } = progress;
  if (started === 0) return turn(task, round, undefined);
  if (open > 0) return { kind: 'wait' };
  const [child] = progress.children ?? [];
  if (!child) return { kind: 'collect' };
  const rounds = round + 1;
  if (child.state !== 'success')
    return {
      kind: 'end',
      state: 'failed',
      reason: { code: 'ROUND_FAILED', params: { round: rounds, run: child.run } },
    };
  const { when, maxRounds } = task.expands?.while ?? { when: 'false', maxRounds: 1 };
  const output = child.output ?? {};
  if (!evaluateCondition(when, afterRound(task, context, rounds, output)))
    return { kind: 'end', state: 'success', reason: { code: 'ROUNDS', params: { rounds } }, output };
  return rounds < maxRounds
    ? turn(task, rounds, output)
    : { kind: 'end', state: 'failed', reason: { code: 'TOO_MANY_ROUNDS', params: { rounds } }, output };
}

/** What the condition reads: `round` counts those that have ended. */
function afterRound(task: PlanTask, context: ExpressionContext, round: number, outputs: JsonObject): ExpressionContext {
  return { ...context, round, tasks: { ...context.tasks, [task.name]: { state: 'success', outputs } } };
}

/** @param before outputs of the round before, which the turn reads as its own */
function turn(task: PlanTask, round: number, before: Json | undefined): Next {
  const { part } = task.expands ?? {};
  if (!part) throw new RangeError(`the loop ${task.id} has no part`);
  const runs = { kind: 'part', document: part } as const;
  return { kind: 'start', children: [{ round, position: 0, item: before, runs }], of: 1 };
}
