/** Which tasks of a document stand for several pieces of work, and what becomes of them in the plan. */
import type { JsonObject, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { definedOnly } from '../definition/defined-only.ts';
import { asGroup } from '../definition/map-reduce.ts';
import type { ChildrenSpec, LoopKind } from './expansion.ts';
import { partDocument, withoutSpreading } from './parts.ts';

/** Tasks of a workflow, those of groups included (GUARANTEES 10.1). */
export const MAX_TASKS = 20_000;
/** Items of one task run, and tasks that are given to a group at run time (GUARANTEES 10.1). */
export const MAX_ITEMS = 10_000;
export const MAX_ROUNDS = 1_000;
export const MAX_GIVEN_TASKS = 1_000;
export const MAX_SHARDS = 1_000;

/** What repeats a task; undefined: nothing does. */
export function loopKind(task: TaskDocument): LoopKind | undefined {
  if (task.forEach) return 'for_each';
  if (task.while) return 'while';
  if (task.workers?.strategy === 'sharding') return 'sharding';
  if (task.workers?.strategy === 'broadcast') return 'broadcast';
  return typeof asGroup(task)?.tasks === 'string' ? 'tasks' : undefined;
}

export interface Loop {
  /** The task as the plan has it: it waits for its turns, and its `with` is what the loop is made from. */
  readonly waiting: TaskDocument;
  readonly spec: ChildrenSpec;
  /** As it is written, but for what repeats it: what it asks of workers. */
  readonly turn: TaskDocument;
}

/** Undefined for a task that runs once. @param task with the defaults of the workflow and of its groups */
export function loopOf(document: WorkflowDocument, name: string, task: TaskDocument): Loop | undefined {
  const kind = loopKind(task);
  if (kind === undefined) return undefined;
  return {
    waiting: waitingTask(task, fieldsOf(kind, task)),
    turn: { ...task, ...(task.workers && { workers: withoutSpreading(task.workers) }) },
    spec: {
      kind,
      readsContext: kind === 'while',
      part: partDocument(document, { name, task, kind }),
      max: task.forEach?.max,
      batch: task.forEach?.batch,
      while: task.while,
      shards: task.workers?.shards,
      failsFast: document.failure === 'stop',
    },
  };
}

/** Templates that are evaluated once, when the loop begins. */
function fieldsOf(kind: LoopKind, task: TaskDocument): JsonObject {
  if (kind === 'for_each' && task.forEach) return { items: task.forEach.items };
  return kind === 'tasks' ? { tasks: asGroup(task)?.tasks as string } : {};
}

function waitingTask(task: TaskDocument, fields: JsonObject): TaskDocument {
  const { type, when, rule, allowFailure, outputs, priority, sla, timeout } = task;
  const whole = typeof timeout === 'object' ? timeout.task : undefined;
  return {
    type,
    ...definedOnly({ when, rule, allowFailure, outputs, priority, sla }),
    ...(whole === undefined ? {} : { timeout: { task: whole } }),
    with: fields,
  };
}
