/**
 * What a `switch` chooses. Its direct downstreams that it names elsewhere than in the chosen branch are skipped,
 * whatever their rule says; what comes behind them follows its own rule.
 */
import type { JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { evaluateCondition } from '../params/expressions.ts';

/** `with` of a `switch`, as `spec` has checked it. */
export interface SwitchFields {
  readonly cases: readonly { readonly when: string; readonly then: readonly string[] }[];
  readonly otherwise?: readonly string[];
}

export const switchFields = (fields: JsonObject): SwitchFields => fields as unknown as SwitchFields;

/** The outputs of a `switch`. */
export interface Branch {
  /** From 1; 0: no condition held. */
  readonly case: number;
  /** Ids of the chosen tasks. */
  readonly then: readonly string[];
}

/**
 * The first case whose condition holds; those behind it are not evaluated.
 * @throws ExpressionError
 */
export function chooseBranch({ cases, otherwise }: SwitchFields, context: ExpressionContext): Branch {
  const chosen = cases.findIndex(({ when }) => evaluateCondition(when, context));
  return { case: chosen + 1, then: cases[chosen]?.then ?? otherwise ?? [] };
}

/** @param output of a switch that succeeded; one that a person marked so chose nothing and lets all go on */
export function isChosen(output: JsonObject | undefined, task: string): boolean {
  const then = output?.['then'];
  return !Array.isArray(then) || then.includes(task);
}
