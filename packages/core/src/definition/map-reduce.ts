/**
 * `map_reduce` is a group that is written shorter: `split` finds the items (or `items` lists them), `map` runs for
 * each of them, `reduce` sees all that came out.
 */
import type { ForEachDocument, JsonObject, TaskDocument } from './document.ts';

export interface MapReduceFields extends Omit<ForEachDocument, 'items'> {
  /** A list, or the expression that gives one. */
  readonly items?: ForEachDocument['items'];
  /** Instead of `items`: its output `items` is the list. */
  readonly split?: TaskDocument;
  readonly map: TaskDocument;
  readonly reduce?: TaskDocument;
}

export const mapReduceFields = (fields: JsonObject): MapReduceFields => fields as unknown as MapReduceFields;

/** The tasks that the fields stand for, in their order. */
export const MAP_REDUCE_TASKS = ['split', 'map', 'reduce'] as const;

/** The group that a task is; undefined: it is none. */
export function asGroup(task: TaskDocument): TaskDocument | undefined {
  if (task.type === 'group') return task;
  if (task.type !== 'map_reduce') return undefined;
  const { with: fields = {}, ...group } = task;
  const { items, split, map, reduce, max, batch } = mapReduceFields(fields);
  const forEach: ForEachDocument = {
    items: items ?? '${{ tasks.split.outputs.items }}',
    ...(max === undefined ? {} : { max }),
    ...(batch === undefined ? {} : { batch }),
  };
  return {
    ...group,
    type: 'group',
    tasks: {
      ...(split ? { split } : {}),
      map: { ...map, ...(split ? { needs: ['split'] } : {}), forEach },
      // Nothing to map is no failure: what there is to reduce is then empty.
      ...(reduce ? { reduce: { rule: 'none_failed', ...reduce, needs: ['map'] } } : {}),
    },
  };
}
