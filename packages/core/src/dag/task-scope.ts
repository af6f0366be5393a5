/**
 * What `tasks.<name>` means to a task: one beside it first, then those of the groups around it. Of a group its tasks
 * are read as outputs: `tasks.load.outputs.stage.rows`; of a `map_reduce` the outputs are those of its last task.
 */
import type { JsonObject } from '../definition/document.ts';
import type { Reference } from '../params/references.ts';
import type { Plan, PlanTask } from './plan.ts';

/** Where a name is read: the group around the reader, empty for none, and its own name, which means itself. */
export type TaskScope = Pick<PlanTask, 'within' | 'name'>;

/** Of the run: what its outputs are read from. */
export const OUTERMOST: TaskScope = { within: '', name: '' };

const idIn = (within: string, name: string): string => (within === '' ? name : `${within}.${name}`);
const around = (within: string): string => within.slice(0, Math.max(0, within.lastIndexOf('.')));

/** Undefined: there is none of this name, in this run. */
export function taskNamed(plan: Plan, { within, name: self }: TaskScope, name: string): PlanTask | undefined {
  if (name === self) return undefined;
  for (let scope = within; ; scope = around(scope)) {
    const found = plan.byId.get(idIn(scope, name));
    if (found && found.part !== 'entry') return found;
    if (scope === '') return undefined;
  }
}

export interface TasksRead {
  /** Numbers of those in this run. */
  readonly numbers: readonly number[];
  /** The rest, by name: a child of a loop reads what its parent could. */
  readonly outside: readonly Reference[];
}

export function tasksRead(plan: Plan, scope: TaskScope, references: readonly Reference[]): TasksRead {
  const numbers = new Set<number>();
  const outside: Reference[] = [];
  for (const reference of references) {
    const [name, field, member] = reference.path;
    if (reference.root !== 'tasks' || name === undefined) continue;
    const task = taskNamed(plan, scope, name);
    if (!task) outside.push(reference);
    else
      for (const one of resultsOf(plan, task, field === undefined || field === 'outputs', member)) numbers.add(one.no);
  }
  return { numbers: [...numbers], outside };
}

/** The task, and with its outputs those of a group. */
function* resultsOf(plan: Plan, task: PlanTask, withOutputs: boolean, member?: string): Generator<PlanTask> {
  yield task;
  if (task.part !== 'end' || !withOutputs) return;
  for (const one of membersOf(plan, task))
    if (task.type === 'map_reduce' || member === undefined || one.name === member) yield* resultsOf(plan, one, true);
}

/** Tasks of a group that others see: all, or the last of a `map_reduce`. */
function membersOf(plan: Plan, group: PlanTask): readonly PlanTask[] {
  const all = group.upstreams.map((no) => plan.tasks[no] as PlanTask).filter(({ part }) => part !== 'entry');
  return group.type === 'map_reduce' ? all.filter(({ name }) => name === lastOf(all)) : all;
}

const lastOf = (tasks: readonly PlanTask[]): string => (tasks.some(({ name }) => name === 'reduce') ? 'reduce' : 'map');

/** What expressions see of a task that has ended. */
export type Result = JsonObject & { readonly outputs: JsonObject };

/**
 * The `tasks` of a reader, from the results of those it reads.
 * @param results by number
 */
export function tasksContext(plan: Plan, { within }: TaskScope, results: ReadonlyMap<number, Result>): JsonObject {
  const visible: Record<string, JsonObject> = {};
  const tasks = [...results.keys()].map((no) => plan.tasks[no] as PlanTask);
  // Those farther out first: a name nearer by hides them.
  for (const task of tasks.sort((a, b) => a.within.length - b.within.length))
    if (task.part !== 'entry' && isAround(task.within, within)) visible[task.name] = resultOf(plan, task, results);
  return visible;
}

const isAround = (outer: string, inner: string): boolean =>
  outer === '' || outer === inner || inner.startsWith(`${outer}.`);

function resultOf(plan: Plan, task: PlanTask, results: ReadonlyMap<number, Result>): Result {
  const own = results.get(task.no) as Result;
  if (task.part !== 'end') return own;
  const read = membersOf(plan, task).filter(({ no }) => results.has(no));
  const [last] = read;
  if (task.type === 'map_reduce') return { ...own, outputs: last ? resultOf(plan, last, results).outputs : {} };
  const outputs = Object.fromEntries(read.map((one) => [one.name, resultOf(plan, one, results).outputs]));
  return { ...own, outputs };
}
