/** What the expressions of a task come to with given values, field by field: one that fails hides no other. */
import type { Json, JsonObject, TaskDocument } from '../definition/document.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { ExpressionError } from '../params/expression-error.ts';
import { evaluateCondition, hasExpressions } from '../params/expressions.ts';
import { isVerbatimField, resolveNamedFields, resolveTaskFields } from '../params/task-fields.ts';

/** `at` from the task: `['with', 'url']`. */
export type FieldValue = { readonly at: readonly string[] } & ({ readonly value: Json } | { readonly error: string });

/** Fields without expressions are left out; secrets stay the references that they are. */
export function fieldValues(task: TaskDocument, context: ExpressionContext): readonly FieldValue[] {
  const { type, with: fields = {}, env = {}, params = {}, when } = task;
  const own = namedValues('params', params, context);
  // Its own params hide those of the workflow, as far as they could be read.
  const found = Object.fromEntries(own.flatMap((one) => ('value' in one ? [[one.at[1] ?? '', one.value]] : [])));
  const plain = Object.fromEntries(Object.entries(params).filter(([, value]) => !hasExpressions(value)));
  const inner = { ...context, params: { ...context.params, ...plain, ...found } };
  const dynamic = Object.entries(fields).filter(
    ([name, value]) => !isVerbatimField(type, [name]) && hasExpressions(value),
  );
  return [
    ...(when === undefined ? [] : [valueAt(['when'], () => evaluateCondition(when, context))]),
    ...own,
    ...dynamic.map(([name, value]) =>
      valueAt(['with', name], () => resolveTaskFields(type, { [name]: value }, inner)[name] ?? null),
    ),
    ...namedValues('env', env, inner),
  ];
}

function namedValues(of: 'env' | 'params', fields: JsonObject, context: ExpressionContext): readonly FieldValue[] {
  return Object.entries(fields)
    .filter(([, value]) => hasExpressions(value))
    .map(([name, value]) =>
      valueAt([of, name], () => resolveNamedFields(of, { [name]: value }, context)[name] ?? null),
    );
}

function valueAt(at: readonly string[], resolve: () => Json): FieldValue {
  try {
    return { at, value: resolve() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { at, error: error.message };
  }
}
