/**
 * A test of one task: a workflow of that task alone, in which what it reads of others is given instead of run. It makes
 * one attempt whatever its condition and its upstreams say, promises nothing, and brings no dataset up to date.
 */
import type { Given, GivenTask, JsonObject, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { definedOnly } from '../definition/defined-only.ts';
import { type DocumentTask, documentTasks, type TaskMap } from '../definition/document-tasks.ts';
import { TASK_TYPES, type TaskType } from '../definition/task-types.ts';
import { references } from '../params/expressions.ts';
import type { ExpressionContext } from '../params/compiled-expression.ts';
import { withDefaults } from './compile-plan.ts';
import { loopKind } from './loops.ts';
import { partDocument, withoutSpreading } from './parts.ts';

/** `load`, or `load.stage` for one that stands in a group. */
export interface TaskPlace {
  readonly in: TaskMap;
  readonly task: string;
}

export type TestProblem =
  | { readonly problem: 'unknown_task'; readonly known: readonly string[] }
  /** The servers carry it out: there is nothing that a worker could try. */
  | { readonly problem: 'not_testable'; readonly type: string };

/** As it is written, with the defaults of the workflow and of the groups around it. */
export type TestedTask = Pick<DocumentTask, 'name' | 'within' | 'task' | 'phase'>;

/** @param document validated by `spec` */
export function testedTask(document: WorkflowDocument, place: TaskPlace): TestedTask | TestProblem {
  const found = taskAt(document, place);
  const { type = document[place.in]?.[place.task]?.type } = found?.task ?? {};
  if (type === undefined) return { problem: 'unknown_task', known: tasksIn(document, place.in).map(({ id }) => id) };
  return found && !TASK_TYPES[type as TaskType].inline ? found : { problem: 'not_testable', type };
}

/** With the defaults of the workflow and of the groups around it; undefined for a group, and for what is not there. */
export function taskAt(document: WorkflowDocument, { in: map, task: wanted }: TaskPlace): TestedTask | undefined {
  const found = tasksIn(document, map).find(({ id }) => id === wanted);
  if (!found) return undefined;
  const { name, within, phase, task } = found;
  return { name, within, phase, task: withDefaults(task, document.defaults) };
}

const tasksIn = (document: WorkflowDocument, map: TaskMap): readonly DocumentTask[] =>
  documentTasks(document).filter(({ phase, part }) => phase === map && part === undefined);

/** What it reads of another task, with the names of outputs that are read one by one. */
export interface TaskRead {
  readonly task: string;
  readonly outputs: readonly string[];
}

/**
 * In the order of names, without itself.
 * @throws ExpressionError where an expression does not compile
 */
export function tasksReadBy({ name, task }: Pick<TestedTask, 'name' | 'task'>): readonly TaskRead[] {
  const { with: fields = {}, env = {}, params = {}, workers = null } = task;
  const { all } = references({ value: { with: fields, env, params, workers } as unknown as JsonObject });
  const found = new Map<string, Set<string>>();
  for (const { root, path } of all) {
    const [other, field, output] = path;
    if (root !== 'tasks' || other === undefined || other === name) continue;
    const outputs = found.get(other) ?? new Set();
    found.set(other, field === 'outputs' && output !== undefined ? outputs.add(output) : outputs);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([other, outputs]) => ({ task: other, outputs: [...outputs].sort() }));
}

export function testDocument(
  document: WorkflowDocument,
  { name, task, phase }: TestedTask,
  given: Pick<Given, 'tasks' | 'item'>,
): WorkflowDocument {
  const kind = loopKind(task);
  const { produces: _, workers, retry: { lost } = {}, ...written } = task;
  const tested: TaskDocument = {
    ...written,
    retry: { max: 0, ...definedOnly({ lost }) },
    // A broadcast is tried on any one of its workers.
    ...(workers && { workers: kind === 'broadcast' ? withoutSpreading(workers) : workers }),
  };
  // Its defaults stand in the task already, but for those that a test goes without.
  const { defaults: __, ...rest } = document;
  const part = partDocument(rest, { name, task: tested, kind: kind === 'broadcast' ? undefined : kind });
  return { ...part, given: { ...given, ...turnGiven(task, given.item), state: stateIn(phase) } };
}

/** What the expressions of a test read besides its params. */
export function givenContext({ tasks, item, index, round }: Given): Pick<ExpressionContext, 'tasks'> {
  return {
    tasks: Object.fromEntries(Object.entries(tasks).map(([name, one]) => [name, resultOf(one)])),
    ...definedOnly({ item, index, round }),
  };
}

/** The first turn of a loop. */
function turnGiven(task: TaskDocument, item: Given['item']): Pick<Given, 'item' | 'index' | 'round'> {
  switch (loopKind(task)) {
    case 'for_each':
      return { item: item ?? firstOf(task) ?? null, index: 0 };
    case 'sharding':
      return { item: { shard: 0, shards: task.workers?.shards ?? 1 } };
    case 'while':
      return { round: 0 };
    default:
      return {};
  }
}

/** Where the items are written out. */
function firstOf({ forEach }: TaskDocument): Given['item'] {
  return Array.isArray(forEach?.items) ? forEach.items[0] : undefined;
}

/** Whether a test of it must be given an item. */
export const needsItem = (task: TaskDocument): boolean => task.forEach !== undefined && firstOf(task) === undefined;

/** What those that follow the main tasks read of them. */
function stateIn(phase: DocumentTask['phase']): Given['state'] {
  return phase === 'onFailure' ? 'failed' : phase === 'finally' ? 'success' : undefined;
}

function resultOf({ state = 'success', outputs = {} }: GivenTask): JsonObject {
  return { state, reason: null, outputs, attempts: 1, exitCode: null };
}
