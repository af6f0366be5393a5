/**
 * The plan: a workflow version compiled once into numbered tasks with their edges and everything the
 * engine asks for on the hot path. A plan depends on the version alone, so every node may cache it.
 */
import type {
  DocumentFiles,
  Json,
  JsonObject,
  OutputType,
  TaskDocument,
  WorkflowDocument,
} from '../definition/document.ts';
import { TASK_TYPES, type TaskType } from '../definition/task-types.ts';
import { parseDuration } from '../definition/units.ts';
import { hasExpressions } from '../params/expressions.ts';
import { taskHasExpressions } from '../params/task-fields.ts';
import type { TriggerRule } from './rules.ts';

/** What a worker must offer to be given a task. Ready rows are queued per requirement. */
export interface Requirement {
  readonly queue: string;
  readonly group: string;
  /** A task type, or `function:<handler>`. */
  readonly capability: string;
}

export interface RetryPlan {
  /** Tries after the first that the user granted. */
  readonly max: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialMs: number;
  readonly capMs: number;
  /** Tries after a lost worker that the platform grants. */
  readonly lost: number;
  /** Exit codes that may be retried; undefined: all but 78. */
  readonly exitCodes?: ReadonlySet<number>;
}

/** What the worker is told of a task, the same for every run of the version. Expressions are unresolved. */
export interface TaskDefinition {
  readonly type: string;
  readonly with: JsonObject;
  readonly env: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly outputs: Readonly<Record<string, OutputType>>;
  readonly attemptTimeoutMs: number;
}

export interface PlanTask {
  readonly no: number;
  readonly id: string;
  readonly type: TaskType;
  readonly upstreams: readonly number[];
  readonly children: readonly number[];
  readonly rule: TriggerRule;
  readonly when: string | undefined;
  readonly allowFailure: boolean;
  readonly retry: RetryPlan;
  /** Enforced by the servers; undefined where only the worker's default limit holds. */
  readonly attemptTimeoutMs: number | undefined;
  readonly queueTimeoutMs: number | undefined;
  readonly priority: number;
  readonly requirement: Requirement;
  /** No condition, expression or scheduler-side type: the store may start it by counting alone. */
  readonly fused: boolean;
  readonly definition: TaskDefinition;
}

export interface Plan {
  readonly tasks: readonly PlanTask[];
  readonly byId: ReadonlyMap<string, PlanTask>;
  readonly roots: readonly number[];
  /** Number of tasks without downstreams: a run can end when all of these are final. */
  readonly sinks: number;
  /** A run of one task is one row, where run and task cannot differ in their end, time limit or outputs. */
  readonly solo: boolean;
  readonly runTimeoutMs: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

export const DEFAULT_ATTEMPT_TIMEOUT_MS = 24 * 3_600_000;

/** @param document validated by `spec`; @param files contents of what `with.file` names */
export function compilePlan(document: WorkflowDocument, files: DocumentFiles = {}): Plan {
  const ids = Object.keys(document.tasks);
  const numberOf = new Map(ids.map((id, no) => [id, no]));
  const upstreamsOf = (task: TaskDocument): number[] =>
    task.rule === 'always' ? [] : (task.needs ?? []).map((id) => numberOf.get(id) as number);
  const merged = ids.map((id) => withDefaults(document.tasks[id] as TaskDocument, document.defaults));
  const children: number[][] = ids.map(() => []);
  merged.forEach((task, no) => {
    for (const upstream of upstreamsOf(task)) children[upstream]?.push(no);
  });
  const tasks = merged.map((task, no) =>
    compileTask({
      task,
      no,
      id: ids[no] as string,
      upstreams: upstreamsOf(task),
      children: children[no] as number[],
      document,
      files,
    }),
  );
  const runTimeoutMs = ms(document.timeout);
  const outputs = document.outputs ?? {};
  const hasOutputs = Object.keys(outputs).length > 0;
  return {
    tasks,
    byId: new Map(tasks.map((task) => [task.id, task])),
    roots: tasks.filter((task) => task.upstreams.length === 0).map((task) => task.no),
    sinks: tasks.filter((task) => task.children.length === 0).length,
    solo: tasks.length === 1 && !tasks[0]?.allowFailure && runTimeoutMs === undefined && !hasOutputs,
    runTimeoutMs,
    outputs,
  };
}

function ms(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

function withDefaults(task: TaskDocument, defaults: Partial<TaskDocument> | undefined): TaskDocument {
  if (!defaults) return task;
  const merged: TaskDocument = { ...defaults, ...task };
  const nested = <T extends object>(a: T | undefined, b: T | undefined): T | undefined =>
    a && b ? { ...a, ...b } : undefined;
  return {
    ...merged,
    ...definedOnly({
      env: nested(defaults.env, task.env),
      params: nested(defaults.params, task.params),
      retry: nested(defaults.retry, task.retry),
    }),
  };
}

function definedOnly<T extends Record<string, unknown>>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}

interface TaskParts {
  readonly task: TaskDocument;
  readonly no: number;
  readonly id: string;
  readonly upstreams: readonly number[];
  readonly children: readonly number[];
  readonly document: WorkflowDocument;
  readonly files: DocumentFiles;
}

function compileTask({ task, no, id, upstreams, children, document, files }: TaskParts): PlanTask {
  const type = task.type as TaskType;
  const timeouts = typeof task.timeout === 'string' ? { attempt: task.timeout } : (task.timeout ?? {});
  const attemptTimeoutMs = ms(timeouts.attempt);
  const rule = (task.rule ?? 'all_success') as TriggerRule;
  const definition: TaskDefinition = {
    type,
    with: inlineFile(task.with ?? {}, files),
    env: { ...document.env, ...task.env },
    params: task.params ?? {},
    outputs: task.outputs ?? {},
    attemptTimeoutMs: attemptTimeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS,
  };
  const dynamic =
    taskHasExpressions(type, definition.with) || hasExpressions(definition.env) || hasExpressions(definition.params);
  return {
    no,
    id,
    type,
    upstreams,
    children,
    rule,
    when: task.when,
    allowFailure: task.allowFailure ?? false,
    retry: compileRetry(task),
    attemptTimeoutMs,
    queueTimeoutMs: ms(timeouts.queue),
    priority: task.priority ?? document.priority ?? 50,
    requirement: {
      queue: 'default',
      group: task.workers?.group ?? 'default',
      capability: capabilityOf(type, definition.with),
    },
    fused:
      rule === 'all_success' &&
      task.when === undefined &&
      !dynamic &&
      !TASK_TYPES[type].inline &&
      timeouts.queue === undefined,
    definition,
  };
}

/** A task type, or `function:<handler>`. */
export function capabilityOf(type: string, fields: JsonObject): string {
  const handler = fields['handler'];
  return type === 'function' && typeof handler === 'string' ? `function:${handler}` : type;
}

/** `with.file` is replaced by the file's text under `with.script`: workers get no paths. */
function inlineFile(fields: JsonObject, files: DocumentFiles): JsonObject {
  const file = fields['file'];
  const text = typeof file === 'string' ? files[file] : undefined;
  return text === undefined ? fields : { ...fields, script: text };
}

function compileRetry(task: TaskDocument): RetryPlan {
  const retry = task.retry ?? {};
  const exitCodes = retry.on?.flatMap((rule) => rule.exitCodes ?? []);
  return {
    max: retry.max ?? 0,
    backoff: retry.backoff ?? 'exponential',
    initialMs: ms(retry.initial) ?? 5_000,
    capMs: ms(retry.cap) ?? 3_600_000,
    lost: retry.lost ?? 3,
    ...(exitCodes?.length ? { exitCodes: new Set(exitCodes) } : {}),
  };
}
