/** Groups have tasks, loops have one thing that repeats them, and neither has fields that it cannot carry out. */
import {
  asGroup,
  isTemplate,
  loopKind,
  mapReduceFields,
  type TaskDocument,
  type Said,
  said,
  saidAll,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import type { WrittenTask } from './written-tasks.ts';

/** What a group has itself; the rest belongs to its tasks. */
const OF_GROUPS: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'needs',
  'when',
  'rule',
  'allowFailure',
  'tasks',
  'with',
  'env',
  'params',
  'forEach',
  'while',
]);
/** What the tasks of a `map_reduce` cannot have, since their place is given. */
const PLACE_FIELDS = ['needs', 'when', 'rule', 'forEach', 'while'] as const;

export function* loopProblems(tasks: readonly WrittenTask[]): Generator<Problem> {
  for (const one of tasks) {
    yield* tasksFieldProblems(one);
    if (asGroup(one.task)) yield* groupProblems(one);
    if (one.task.type === 'map_reduce') yield* mapReduceProblems(one);
    yield* repeatProblems(one);
  }
}

function* tasksFieldProblems({ id, task, path }: WrittenTask): Generator<Problem> {
  if (task.type !== 'group') {
    if (task.tasks !== undefined)
      yield fault([...path, 'tasks'], said`${id} is no group and has tasks`, said`Give it type: group.`, true);
    return;
  }
  if (task.tasks === undefined)
    yield fault(path, said`the group ${id} has no tasks`, said`Write its tasks under tasks, as those of the workflow.`);
  else if (typeof task.tasks === 'string' && !isTemplate(task.tasks))
    yield fault(
      [...path, 'tasks'],
      said`tasks of ${id} is a text`,
      said`Write a map of tasks, or an expression that gives one.`,
    );
}

function* groupProblems({ id, task, path }: WrittenTask): Generator<Problem> {
  for (const field of Object.keys(task)) {
    if (OF_GROUPS.has(field) || (field === 'timeout' && isWholeTimeout(task))) continue;
    const hint =
      field === 'timeout' && loopKind(task)
        ? said`A loop over a group has timeout: { task: … }, for all of its turns; the rest belongs to its tasks.`
        : said`Give it to the tasks of ${id}, or to all tasks in defaults.`;
    yield fault([...path, field], said`the group ${id} has no ${field} of its own`, hint, true);
  }
}

const isWholeTimeout = ({ timeout, ...task }: TaskDocument): boolean =>
  typeof timeout === 'object' && Object.keys(timeout).join() === 'task' && loopKind(task) !== undefined;

function* repeatProblems({ id, task, path }: WrittenTask): Generator<Problem> {
  const { strategy, shards } = task.workers ?? {};
  const spreads = strategy === 'sharding' || strategy === 'broadcast';
  const repeats = [
    ...(task.forEach ? ['forEach'] : []),
    ...(task.while ? ['while'] : []),
    ...(spreads ? [strategy] : []),
  ];
  if (repeats.length > 1)
    yield fault(
      path,
      said`${id} has ${saidAll(repeats)} together`,
      said`Put one of them around the other: a group with the one, and in it the task with the other.`,
    );
  if (repeats.length > 0 && task.type === 'switch')
    yield fault(path, said`the switch ${id} cannot be repeated`, said`Put it into a group and repeat that.`);
  if (strategy === 'sharding' && shards === undefined)
    yield fault(
      [...path, 'workers'],
      said`${id} has the strategy sharding without shards`,
      said`Say how many: shards: 4.`,
    );
  if (strategy !== 'sharding' && shards !== undefined)
    yield fault([...path, 'workers', 'shards'], said`${id} has shards without the strategy sharding`, undefined, true);
}

function* mapReduceProblems({ id, task, path }: WrittenTask): Generator<Problem> {
  const { split, map, reduce } = mapReduceFields(task.with ?? {});
  for (const [name, inner] of Object.entries({ split, map, reduce })) {
    for (const field of PLACE_FIELDS) {
      // What comes behind the map may say how the map must have ended.
      if (inner?.[field] === undefined || (name === 'reduce' && field === 'rule')) continue;
      const hint = said`The place of ${name} is given. Write a group of tasks for more than that.`;
      yield fault([...path, 'with', name, field], said`${id}.${name} has ${field}`, hint, true);
    }
  }
  if (split && !asGroup(split) && split.outputs?.['items'] === undefined && split.type !== 'function')
    yield fault(
      [...path, 'with', 'split'],
      said`${id}.split declares no output "items"`,
      said`Add outputs: { items: array }: the list that is mapped.`,
    );
}

function fault(path: DocumentPath, message: Said, hint: Said | undefined, atKey = false): Problem {
  return { code: 'VALIDATION_SCHEMA', path, message, hint, atKey };
}
