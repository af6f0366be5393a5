/**
 * What a loop repeats is a workflow of its own, a part of the version: the task without its loop, or the tasks of the
 * group. It stands for itself, so everything that holds for a run holds for a turn of a loop. The loop's own fields
 * (needs, rule, condition, the time for all of it) stay with the task that waits.
 */
import type { TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { definedOnly } from '../definition/defined-only.ts';
import { documentZone } from '../definition/document-zone.ts';
import { asGroup } from '../definition/map-reduce.ts';
import { WORKER_LABEL } from '../placement/labels.ts';
import type { WorkersDocument } from '../placement/selector.ts';
import type { LoopKind } from './expansion.ts';

type Tasks = Readonly<Record<string, TaskDocument>>;

export interface Repeated {
  readonly name: string;
  /** As it is written, with the defaults of the workflow and of the groups around it. */
  readonly task: TaskDocument;
  /** Undefined: nothing does, it stands alone. */
  readonly kind: LoopKind | undefined;
}

/** Without tasks where these are known only when the group begins, see {@link withTasks}. */
export function partDocument(document: WorkflowDocument, { name, task, kind }: Repeated): WorkflowDocument {
  const group = asGroup(task);
  const { tasks } = group ?? {};
  const isWhole = tasks === undefined || (typeof tasks === 'string' && kind !== 'tasks');
  const {
    kind: workflow,
    name: of,
    project,
    labels,
    params,
    schedule,
    schedules,
    env,
    failure,
    priority,
    queue,
  } = document;
  const part: WorkflowDocument = {
    kind: workflow,
    name: of,
    project,
    timezone: documentZone(document),
    tasks: {},
    defaults: isWhole ? (document.defaults ?? {}) : handedDown(document.defaults, task),
    ...(failure === 'stop' ? { failure } : {}),
    ...definedOnly({ turnOf: kind, labels, params, schedule, schedules, env, priority, queue }),
  };
  if (isWhole) return withTasks(part, { [name]: turnOf(task) });
  return typeof tasks === 'string' ? part : withTasks(part, tasks);
}

export function withTasks(part: WorkflowDocument, tasks: Tasks): WorkflowDocument {
  return { ...part, tasks, ...outputsOf(tasks) };
}

/** A turn of one task gives what the task gives; of several, the outputs of each by its name. */
function outputsOf(tasks: Tasks): Pick<WorkflowDocument, 'outputs'> {
  const entries = Object.entries(tasks);
  const [only] = entries;
  if (entries.length === 1 && only && !asGroup(only[1])) return {};
  return { outputs: Object.fromEntries(entries.map(([name]) => [name, `\${{ tasks.${name}.outputs }}`])) };
}

/** Fields that hold for all turns together. */
const OF_ALL: ReadonlySet<string> = new Set(['needs', 'when', 'forEach', 'while', 'compensate', 'sla']);

/** The task as it runs once a turn. */
function turnOf(task: TaskDocument): TaskDocument {
  const { workers, timeout, ...written } = task;
  const turn = Object.fromEntries(Object.entries(written).filter(([field]) => !OF_ALL.has(field)));
  return {
    ...(turn as unknown as TaskDocument),
    ...definedOnly({ workers: workers && workersOfTurn(workers), timeout: timeoutOfTurn(timeout) }),
    // Said, so that defaults of the workflow do not apply again to what the waiting task answers for.
    rule: 'all_success',
    allowFailure: false,
  };
}

/** A turn of a broadcast belongs to the worker that is its item; a shard to any. */
function workersOfTurn(workers: WorkersDocument): WorkersDocument {
  const kept = withoutSpreading(workers);
  return workers.strategy === 'broadcast'
    ? { ...kept, strategy: 'pinned', labels: { ...kept.labels, [WORKER_LABEL]: '${{ item }}' } }
    : kept;
}

/** Without what sends a task to several workers. */
export function withoutSpreading(workers: WorkersDocument): WorkersDocument {
  const { shards: _, strategy, ...kept } = workers;
  return strategy === undefined || strategy === 'sharding' || strategy === 'broadcast' ? kept : { ...kept, strategy };
}

function timeoutOfTurn(timeout: TaskDocument['timeout']): TaskDocument['timeout'] {
  if (typeof timeout !== 'object') return timeout;
  const { task: _, ...turn } = timeout;
  return turn;
}

function handedDown(defaults: Partial<TaskDocument> = {}, { env, params }: TaskDocument): Partial<TaskDocument> {
  return {
    ...defaults,
    ...(env ? { env: { ...defaults.env, ...env } } : {}),
    ...(params ? { params: { ...defaults.params, ...params } } : {}),
  };
}
