/** What a task run is given: its fields with their expressions resolved, recorded once with its row. */
import {
  type ExpressionContext,
  type Json,
  type JsonObject,
  type LoopKind,
  type ProducedDataset,
  type PlanTask,
  resolveNamedFields,
  resolveTaskFields,
  resolveValue,
  type SecretField,
  secretFields,
  type Turn,
  turnOf,
} from '@carillon/core';

export const withParams = (context: ExpressionContext, { params }: Input): ExpressionContext => ({
  ...context,
  params: { ...context.params, ...params },
});

export interface Input {
  readonly with: JsonObject;
  readonly env: JsonObject;
  readonly params: JsonObject;
  /** Where it is repeated. */
  readonly turn?: Turn;
  /** Which of the fields hold references to secrets; the worker follows these and no others. */
  readonly secrets?: readonly SecretField[];
  /** Datasets that its success brings up to date, and its name for them. */
  readonly produces?: readonly ProducedDataset[];
  readonly task?: string;
}

export function resolveInput(task: PlanTask, context: ExpressionContext, loop: LoopKind | undefined): Input {
  const params = resolveNamedFields('params', task.definition.params, context);
  const inner = { ...context, params: { ...context.params, ...params } };
  const input = {
    with: resolveTaskFields(task.type, task.definition.with, inner),
    env: resolveNamedFields('env', task.definition.env, inner),
    params,
  };
  const secrets = secretFields(task.type, task.definition, inner);
  const produces = producedBy(task, inner);
  const turn = turnOf(loop, context);
  return {
    ...input,
    ...(turn && { turn }),
    ...(secrets.length > 0 && { secrets }),
    ...(produces.length > 0 && { produces, task: task.id }),
  };
}

/** A partition that is no text is named by its JSON. */
function producedBy({ produces }: PlanTask, context: ExpressionContext): readonly ProducedDataset[] {
  return produces.map(({ dataset, partition }) => {
    const named = textOf(resolveValue(partition ?? null, context) ?? undefined);
    return named === undefined || partition === undefined ? { dataset } : { dataset, partition: named };
  });
}

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
