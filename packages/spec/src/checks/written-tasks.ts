/** Every task of a document as it is written, with its place: also those in groups, in loops and of a `map_reduce`, and compensations. */
import {
  asGroup,
  compensationOf,
  type Phase,
  TASK_MAPS,
  type TaskDocument,
  type TaskMap,
  type WorkflowDocument,
} from '@carillon/core';
import type { DocumentPath } from '../finding.ts';

export interface WrittenTask {
  /** `load`, or `load.stage` for one that stands in a group. */
  readonly id: string;
  /** What tasks beside it call it. */
  readonly name: string;
  readonly task: TaskDocument;
  readonly phase: Phase;
  readonly path: DocumentPath;
  /** The group around it. */
  readonly within: WrittenTask | undefined;
}

/** A group stands before its tasks. */
export function writtenTasks(document: Pick<WorkflowDocument, TaskMap>): readonly WrittenTask[] {
  const known = written.get(document) ?? listTasks(document);
  written.set(document, known);
  return known;
}

/** Checks tell tasks apart by their identity. */
const written = new WeakMap<object, readonly WrittenTask[]>();

function listTasks(document: Pick<WorkflowDocument, TaskMap>): readonly WrittenTask[] {
  return TASK_MAPS.flatMap((phase) => [...tasksIn(document[phase], phase, [phase], undefined)]);
}

function* tasksIn(
  tasks: WorkflowDocument['tasks'] | undefined,
  phase: Phase,
  path: DocumentPath,
  within: WrittenTask | undefined,
): Generator<WrittenTask> {
  for (const [name, task] of Object.entries(tasks ?? {})) {
    const id = within ? `${within.id}.${name}` : name;
    const written = { id, name, task, phase, path: [...path, name], within };
    yield written;
    if (task.compensate) yield compensation(written, task.compensate);
    const inner = asGroup(task)?.tasks;
    const field = task.type === 'map_reduce' ? 'with' : 'tasks';
    if (typeof inner === 'object') yield* tasksIn(inner, phase, [...written.path, field], written);
  }
}

/** It stands beside its task, and no task beside it can name it. */
function compensation({ id, name, path, within }: WrittenTask, task: TaskDocument): WrittenTask {
  const written = { id: compensationOf(id), name: compensationOf(name), task, within };
  return { ...written, phase: 'compensate', path: [...path, 'compensate'] };
}

/** The groups around a task, the nearest first. */
export function* groupsAround({ within }: WrittenTask): Generator<WrittenTask> {
  for (let group = within; group; group = group.within) yield group;
}
