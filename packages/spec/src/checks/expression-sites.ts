/** Every place of a document where expressions may stand, must not, or are conditions. */
import {
  type Json,
  type JsonObject,
  type TaskDocument,
  type WorkflowDocument,
  isConditionField,
  isFixedField,
  isVerbatimField,
} from '@carillon/core';
import type { DocumentPath } from '../finding.ts';
import { isObject } from '../schema/check-schema.ts';
import { groupsAround, type WrittenTask, writtenTasks } from './written-tasks.ts';

/** No name of a task: read by outputs of the workflow, when all tasks have ended. */
export const ANY_TASK = '*';

export interface ExpressionSite {
  /** `condition`: bare CEL. `verbatim`: text that is never evaluated. `fixed`: a value the plan needs beforehand. */
  readonly kind: 'template' | 'condition' | 'verbatim' | 'fixed';
  readonly path: DocumentPath;
  readonly text: string;
  /** The task whose upstreams may be read; {@link ANY_TASK}: any task; undefined: none. */
  readonly task?: WrittenTask | typeof ANY_TASK;
  /** It is evaluated for each turn of the task's own loop; otherwise before the first. */
  readonly eachTurn?: boolean;
  /** Asked behind each turn of the task's loop: it reads the task itself. */
  readonly behindTurn?: boolean;
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
  for (const [path, key] of [
    [['concurrency', 'key'], document.concurrency?.key],
    [['unique', 'key'], document.unique?.key],
    [['starts', 'debounce', 'key'], document.starts?.debounce?.key],
    [['starts', 'batch', 'key'], document.starts?.batch?.key],
    [['starts', 'throttle', 'key'], document.starts?.throttle?.key],
  ] as const)
    yield* templates(key, path, {});
  yield* retrySites(document.defaults?.retry, ['defaults', 'retry']);
  for (const one of writtenTasks(document)) yield* taskSites(one);
}

export function schedulesOf(
  document: WorkflowDocument,
): readonly (readonly [DocumentPath, NonNullable<WorkflowDocument['schedule']>])[] {
  const named = Object.entries(document.schedules ?? {}).map(
    ([name, schedule]) => [['schedules', name], schedule] as const,
  );
  return document.schedule ? [[['schedule'], document.schedule], ...named] : named;
}

function* taskSites(one: WrittenTask): Generator<ExpressionSite> {
  const { task, path } = one;
  const before = { task: one, params: { also: handedParams(one) } };
  const reads = { ...before, eachTurn: true };
  if (task.when !== undefined) yield { kind: 'condition', path: [...path, 'when'], text: task.when, ...before };
  if (typeof task.rule === 'object')
    yield { kind: 'condition', path: [...path, 'rule', 'when'], text: task.rule.when, ...before, ofNeeds: true };
  // Those of a `map_reduce` are written with it.
  if (one.within?.task.type !== 'map_reduce')
    yield* templates(task.forEach?.items, [...path, 'forEach', 'items'], before);
  if (task.while)
    yield { kind: 'condition', path: [...path, 'while', 'when'], text: task.while.when, ...before, behindTurn: true };
  if (typeof task.tasks === 'string') yield* templates(task.tasks, [...path, 'tasks'], before);
  for (const [at, text] of texts(fieldsOf(task), [...path, 'with'])) {
    const field = at.slice(path.length + 1).map(String);
    yield { kind: kindOf(task.type, field), path: at, text, ...reads };
  }
  yield* templates(task.env, [...path, 'env'], reads);
  yield* templates(task.params, [...path, 'params'], { task: one, eachTurn: true });
  yield* templates(task.produces as Json | undefined, [...path, 'produces'], reads);
  yield* templates(task.workers?.labels, [...path, 'workers', 'labels'], reads);
  yield* templates(task.concurrency?.key, [...path, 'concurrency', 'key'], reads);
  yield* templates(task.rate?.key, [...path, 'rate', 'key'], reads);
  yield* templates(task.workers?.sticky, [...path, 'workers', 'sticky'], reads);
  yield* retrySites(task.retry, [...path, 'retry']);
}

/** Parameters that a task gives itself, or that its groups hand down. */
function handedParams(one: WrittenTask): readonly string[] {
  return [one, ...groupsAround(one)].flatMap(({ task }) => Object.keys(task.params ?? {}));
}

/** The tasks of a `map_reduce` are sites of their own. */
function fieldsOf({ type, with: fields = {} }: TaskDocument): JsonObject {
  return type === 'map_reduce' && fields['items'] !== undefined
    ? { items: fields['items'] }
    : type === 'map_reduce'
      ? {}
      : fields;
}

function kindOf(type: string, field: readonly string[]): ExpressionSite['kind'] {
  if (isVerbatimField(type, field)) return 'verbatim';
  if (isConditionField(type, field)) return 'condition';
  return isFixedField(type, field) ? 'fixed' : 'template';
}

/** Evaluated where an attempt failed, of it alone. */
function* retrySites(retry: TaskDocument['retry'], path: DocumentPath): Generator<ExpressionSite> {
  for (const [i, { when }] of (retry?.on ?? []).entries())
    if (when !== undefined) yield { kind: 'condition', path: [...path, 'on', i, 'when'], text: when, ofAttempt: true };
}

function* templates(
  value: Json | undefined,
  path: DocumentPath,
  reads: Pick<ExpressionSite, 'task' | 'params' | 'eachTurn'>,
): Generator<ExpressionSite> {
  for (const [at, text] of texts(value, path)) yield { kind: 'template', path: at, text, ...reads };
}

function* texts(value: Json | undefined, path: DocumentPath): Generator<readonly [DocumentPath, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* texts(item as Json, [...path, i]);
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* texts(item, [...path, name]);
}
