/** Every place of a document where expressions may stand, must not, or are conditions. */
import {
  type DocumentTask,
  documentTasks,
  type Json,
  type TaskDocument,
  type WorkflowDocument,
  isConditionField,
  isVerbatimField,
} from '@carillon/core';
import type { DocumentPath } from '../finding.ts';
import { isObject } from '../schema/check-schema.ts';

/** No name of a task: read by outputs of the workflow, when all tasks have ended. */
export const ANY_TASK = '*';

export interface ExpressionSite {
  /** `condition`: bare CEL. `verbatim`: text that is never evaluated. `fixed`: a value the plan needs beforehand. */
  readonly kind: 'template' | 'condition' | 'verbatim' | 'fixed';
  readonly path: DocumentPath;
  readonly text: string;
  /** The task whose upstreams may be read; {@link ANY_TASK}: any task; undefined: none. */
  readonly task?: string;
  /** Nothing but `attempt` may be read, which is read nowhere else. */
  readonly ofAttempt?: boolean;
  /** Of `tasks` it reads the direct upstreams alone, also all of them together. */
  readonly ofNeeds?: boolean;
  /** Parameters that may be read besides those of the workflow; for defaults, the only ones. */
  readonly params?: { readonly only?: readonly string[]; readonly also?: readonly string[] };
}

export function* expressionSites(document: WorkflowDocument): Generator<ExpressionSite> {
  const names = Object.keys(document.params ?? {});
  for (const [i, [name, param]] of Object.entries(document.params ?? {}).entries()) {
    yield* templates(param.default, ['params', name, 'default'], { params: { only: names.slice(0, i) } });
  }
  for (const [path, schedule] of schedulesOf(document)) {
    for (const [at, text] of texts(schedule.params, [...path, 'params'])) yield { kind: 'fixed', path: at, text };
  }
  yield* templates(document.env, ['env'], {});
  yield* templates(document.defaults?.env, ['defaults', 'env'], {});
  yield* templates(document.defaults?.params, ['defaults', 'params'], {});
  yield* templates(document.outputs, ['outputs'], { task: ANY_TASK });
  yield* retrySites(document.defaults?.retry, ['defaults', 'retry']);
  for (const one of documentTasks(document)) yield* taskSites(one);
}

export function schedulesOf(
  document: WorkflowDocument,
): readonly (readonly [DocumentPath, NonNullable<WorkflowDocument['schedule']>])[] {
  const named = Object.entries(document.schedules ?? {}).map(
    ([name, schedule]) => [['schedules', name], schedule] as const,
  );
  return document.schedule ? [[['schedule'], document.schedule], ...named] : named;
}

function* taskSites({ id, task, phase }: DocumentTask): Generator<ExpressionSite> {
  const path = [phase, id];
  const reads = { task: id, params: { also: Object.keys(task.params ?? {}) } };
  if (task.when !== undefined) yield { kind: 'condition', path: [...path, 'when'], text: task.when, ...reads };
  if (typeof task.rule === 'object')
    yield { kind: 'condition', path: [...path, 'rule', 'when'], text: task.rule.when, ...reads, ofNeeds: true };
  for (const [at, text] of texts(task.with, [...path, 'with'])) {
    const field = at.slice(3).map(String);
    yield { kind: kindOf(task.type, field), path: at, text, ...reads };
  }
  yield* templates(task.env, [...path, 'env'], reads);
  yield* templates(task.params, [...path, 'params'], { task: id });
  yield* retrySites(task.retry, [...path, 'retry']);
}

function kindOf(type: string, field: readonly string[]): ExpressionSite['kind'] {
  if (isVerbatimField(type, field)) return 'verbatim';
  if (isConditionField(type, field)) return 'condition';
  const isFixed = type === 'switch' || (field.length === 1 && ['file', 'handler'].includes(field[0] as string));
  return isFixed ? 'fixed' : 'template';
}

/** Evaluated where an attempt failed, of it alone. */
function* retrySites(retry: TaskDocument['retry'], path: DocumentPath): Generator<ExpressionSite> {
  for (const [i, { when }] of (retry?.on ?? []).entries())
    if (when !== undefined) yield { kind: 'condition', path: [...path, 'on', i, 'when'], text: when, ofAttempt: true };
}

function* templates(
  value: Json | undefined,
  path: DocumentPath,
  reads: Pick<ExpressionSite, 'task' | 'params'>,
): Generator<ExpressionSite> {
  for (const [at, text] of texts(value, path)) yield { kind: 'template', path: at, text, ...reads };
}

function* texts(value: Json | undefined, path: DocumentPath): Generator<readonly [DocumentPath, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* texts(item as Json, [...path, i]);
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* texts(item, [...path, name]);
}
