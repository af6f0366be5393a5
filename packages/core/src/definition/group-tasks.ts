/**
 * Groups without a loop are no tasks of their own at run time: their tasks stand in the run between an entry, which
 * carries the group's needs, rule and condition, and an end, which is what others see of the group.
 */
import type { TaskDocument } from './document.ts';
import { asGroup } from './map-reduce.ts';

/** What begins a group is `load.entry`; no task of a group may have this name. */
export const ENTRY = 'entry';

export const entryOf = (group: string): string => `${group}.${ENTRY}`;

/** A task of a run, before it has a number. */
export interface UnfoldedTask {
  /** `load`, or `load.stage` for one that stands in a group. */
  readonly id: string;
  /** What its siblings call it; entry and end of a group are called like the group. */
  readonly name: string;
  readonly task: TaskDocument;
  /** Ids of what it names as its upstreams. */
  readonly needs: readonly string[];
  /** Id of the group around it; empty: none. */
  readonly within: string;
  /** It stands for a group. */
  readonly part: 'entry' | 'end' | undefined;
  /** A group around it is allowed to fail. */
  readonly forgiven: boolean;
}

/** The tasks of a group that is written out and runs once. */
export function tasksInline(task: TaskDocument): Readonly<Record<string, TaskDocument>> | undefined {
  const group = asGroup(task);
  if (!group || group.forEach || group.while || typeof group.tasks !== 'object') return undefined;
  return group.tasks;
}

interface Around {
  readonly within: string;
  readonly forgiven: boolean;
  readonly env?: TaskDocument['env'] | undefined;
  readonly params?: TaskDocument['params'] | undefined;
}

/** All tasks of a map, those of a group between its entry and its end. */
export function* unfoldTasks(
  tasks: Readonly<Record<string, TaskDocument>>,
  defaults: Partial<TaskDocument> = {},
  around: Around = { within: '', forgiven: false },
): Generator<UnfoldedTask> {
  const { within, forgiven } = around;
  const idOf = (name: string): string => (within === '' ? name : `${within}.${name}`);
  for (const [name, written] of Object.entries(tasks)) {
    const task = inherited(written, around);
    const id = idOf(name);
    const needs = (task.needs ?? []).map(idOf);
    const inner = tasksInline(task);
    if (!inner) {
      yield { id, name, task, needs, within, part: undefined, forgiven };
      continue;
    }
    const { type, when, rule } = task;
    const entry = { type, ...(when === undefined ? {} : { when }), ...(rule === undefined ? {} : { rule }) };
    const allowFailure = task.allowFailure ?? defaults.allowFailure ?? false;
    yield { id: entryOf(id), name, task: entry, needs, within, part: 'entry', forgiven: forgiven || allowFailure };
    yield* unfoldTasks(inner, defaults, {
      within: id,
      forgiven: forgiven || allowFailure,
      env: task.env,
      params: task.params,
    });
    const all = [entryOf(id), ...Object.keys(inner).map((member) => `${id}.${member}`)];
    yield { id, name, task: { type, allowFailure }, needs: all, within, part: 'end', forgiven };
  }
}

function inherited(task: TaskDocument, { env, params }: Around): TaskDocument {
  if (!env && !params) return task;
  return {
    ...task,
    ...(env ? { env: { ...env, ...task.env } } : {}),
    ...(params ? { params: { ...params, ...task.params } } : {}),
  };
}
