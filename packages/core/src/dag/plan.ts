/**
 * The plan: a workflow version compiled once into numbered tasks with their edges and everything the
 * engine asks for on the hot path. A plan depends on the version alone, so every node may cache it.
 */
import type {
  DocumentFiles,
  FailureStrategy,
  Json,
  JsonObject,
  OutputType,
  RetryBackoff,
  TaskDocument,
  WorkflowDocument,
} from '../definition/document.ts';
import { type DocumentTask, documentTasks, type Phase } from '../definition/document-tasks.ts';
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

export interface BackoffPlan {
  /** Tries after the first that the user granted. */
  readonly max: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialMs: number;
  readonly capMs: number;
}

/** Matches when all that it names does. */
export interface RetryRule extends BackoffPlan {
  readonly exitCodes: ReadonlySet<number> | undefined;
  readonly errors: ReadonlySet<string> | undefined;
  readonly when: string | undefined;
}

export interface RetryPlan extends BackoffPlan {
  /** Tries after a lost worker that the platform grants. */
  readonly lost: number;
  /** From the start of the first attempt to that of the last. */
  readonly maxElapsedMs?: number | undefined;
  /** The first that matches decides; undefined: all failures but exit 78 are tried again. */
  readonly rules?: readonly RetryRule[] | undefined;
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
  readonly phase: Phase;
  readonly type: TaskType;
  readonly upstreams: readonly number[];
  readonly children: readonly number[];
  /** Those of `upstreams` that choose among their downstreams. */
  readonly switches: readonly number[];
  readonly rule: TriggerRule;
  readonly when: string | undefined;
  readonly allowFailure: boolean;
  readonly retry: RetryPlan;
  /** Enforced by the servers; undefined where only the worker's default limit holds. */
  readonly attemptTimeoutMs: number | undefined;
  readonly queueTimeoutMs: number | undefined;
  /** Of all attempts together, from when it was first ready. */
  readonly taskTimeoutMs: number | undefined;
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
  /** Number of tasks without downstreams: the phase can end when all of these are final. */
  readonly sinks: number;
  /** Of the tasks that follow the main ones; undefined where there are none. */
  readonly later: Readonly<Record<Exclude<Phase, 'tasks'>, PhasePlan | undefined>>;
  readonly failure: FailureStrategy;
  /** A run of one task is one row, where run and task cannot differ in their end, time limit or outputs. */
  readonly solo: boolean;
  readonly runTimeoutMs: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface PhasePlan {
  readonly roots: readonly number[];
  readonly sinks: number;
}

export const DEFAULT_ATTEMPT_TIMEOUT_MS = 24 * 3_600_000;

/** @param document validated by `spec`; @param files contents of what `with.file` names */
export function compilePlan(document: WorkflowDocument, files: DocumentFiles = {}): Plan {
  const listed = documentTasks(document);
  const numberOf = new Map(listed.map(({ id }, no) => [id, no]));
  const upstreamsOf = (task: TaskDocument): number[] =>
    task.rule === 'always' ? [] : (task.needs ?? []).map((id) => numberOf.get(id) as number);
  const merged = listed.map(({ task }) => withDefaults(task, document.defaults));
  const children: number[][] = listed.map(() => []);
  merged.forEach((task, no) => {
    for (const upstream of upstreamsOf(task)) children[upstream]?.push(no);
  });
  const tasks = merged.map((task, no) =>
    compileTask({
      task,
      no,
      id: (listed[no] as DocumentTask).id,
      phase: (listed[no] as DocumentTask).phase,
      upstreams: upstreamsOf(task),
      switches: upstreamsOf(task).filter((upstream) => merged[upstream]?.type === 'switch'),
      children: children[no] as number[],
      document,
      files,
    }),
  );
  const runTimeoutMs = ms(document.timeout);
  const outputs = document.outputs ?? {};
  const hasOutputs = Object.keys(outputs).length > 0;
  const failure = document.failure ?? 'continue';
  return {
    tasks,
    byId: new Map(tasks.map((task) => [task.id, task])),
    ...phasePlan(tasks, 'tasks'),
    later: { onFailure: laterPhase(tasks, 'onFailure'), finally: laterPhase(tasks, 'finally') },
    failure,
    solo:
      tasks.length === 1 && !tasks[0]?.allowFailure && runTimeoutMs === undefined && !hasOutputs && failure !== 'pause',
    runTimeoutMs,
    outputs,
  };
}

function phasePlan(all: readonly PlanTask[], phase: Phase): PhasePlan {
  const tasks = all.filter((task) => task.phase === phase);
  return {
    roots: tasks.filter((task) => task.upstreams.length === 0).map((task) => task.no),
    sinks: tasks.filter((task) => task.children.length === 0).length,
  };
}

function laterPhase(tasks: readonly PlanTask[], phase: Phase): PhasePlan | undefined {
  const plan = phasePlan(tasks, phase);
  return plan.sinks > 0 ? plan : undefined;
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
  readonly phase: Phase;
  readonly upstreams: readonly number[];
  readonly switches: readonly number[];
  readonly children: readonly number[];
  readonly document: WorkflowDocument;
  readonly files: DocumentFiles;
}

function compileTask({ task, no, id, phase, upstreams, switches, children, document, files }: TaskParts): PlanTask {
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
    phase,
    type,
    upstreams,
    children,
    switches,
    rule,
    when: task.when,
    allowFailure: task.allowFailure ?? false,
    retry: compileRetry(task),
    attemptTimeoutMs,
    queueTimeoutMs: ms(timeouts.queue),
    taskTimeoutMs: ms(timeouts.task),
    priority: task.priority ?? document.priority ?? 50,
    requirement: {
      queue: 'default',
      group: task.workers?.group ?? 'default',
      capability: capabilityOf(type, definition.with),
    },
    fused:
      rule === 'all_success' &&
      switches.length === 0 &&
      task.when === undefined &&
      !dynamic &&
      !TASK_TYPES[type].inline &&
      timeouts.queue === undefined &&
      timeouts.task === undefined,
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
  const policy = backoffPlan(retry, { max: 0, backoff: 'exponential', initialMs: 5_000, capMs: 3_600_000 });
  return {
    ...policy,
    lost: retry.lost ?? 3,
    maxElapsedMs: ms(retry.maxElapsed),
    rules: retry.on?.map((rule) => ({
      ...backoffPlan(rule, policy),
      exitCodes: rule.exitCodes && new Set(rule.exitCodes),
      errors: rule.errors && new Set(rule.errors),
      when: rule.when,
    })),
  };
}

function backoffPlan(given: RetryBackoff, otherwise: BackoffPlan): BackoffPlan {
  return {
    max: given.max ?? otherwise.max,
    backoff: given.backoff ?? otherwise.backoff,
    initialMs: ms(given.initial) ?? otherwise.initialMs,
    capMs: ms(given.cap) ?? otherwise.capMs,
  };
}
