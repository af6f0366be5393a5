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
import { compensatedBy } from '../definition/compensations.ts';
import type { ProducedDataset } from '../definition/dataset-document.ts';
import { type DocumentTask, documentTasks, type Phase } from '../definition/document-tasks.ts';
import { entryOf } from '../definition/group-tasks.ts';
import { TASK_TYPES, type TaskType } from '../definition/task-types.ts';
import { parseDuration } from '../definition/units.ts';
import { type TaskLimits, taskLimits } from '../limits/task-limits.ts';
import { hasExpressions } from '../params/expressions.ts';
import { taskHasExpressions } from '../params/task-fields.ts';
import { OF_RUN, type SlaPromise, slaPromises } from '../run/sla.ts';
import { dynamicWorkers, type Requirement, requirementOf } from '../placement/requirement.ts';
import type { WorkersDocument } from '../placement/selector.ts';
import type { ChildrenSpec } from './expansion.ts';
import { type Loop, loopOf } from './loops.ts';
import { compileRule, type TriggerRule } from './rules.ts';

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
  /** `load`, or `load.stage` for one that stands in a group. */
  readonly id: string;
  /** What tasks beside it call it. */
  readonly name: string;
  /** Id of the group around it; empty: none. */
  readonly within: string;
  /** It stands for the group of its name. */
  readonly part: 'entry' | 'end' | undefined;
  /** Entry of its group: what bars the group bars the task, whatever its own rule says. */
  readonly gate: number | undefined;
  readonly phase: Phase;
  readonly type: TaskType;
  readonly upstreams: readonly number[];
  readonly children: readonly number[];
  /** Those of `upstreams` that choose among their downstreams. */
  readonly switches: readonly number[];
  /** What counting decides. */
  readonly rule: TriggerRule;
  /** Decides whether it runs or is skipped when all upstreams are final; `rule` is then `all_done`. */
  readonly ruleWhen: string | undefined;
  readonly when: string | undefined;
  readonly allowFailure: boolean;
  /** Its failure fails the run: neither it nor a group around it is allowed to. */
  readonly failsRun: boolean;
  readonly retry: RetryPlan;
  /** Brought up to date by its success; its partitions may hold expressions. */
  readonly produces: readonly ProducedDataset[];
  /** Undefined where it has none of its own. */
  readonly limits: TaskLimits | undefined;
  /** Enforced by the servers; undefined where only the worker's default limit holds. */
  readonly attemptTimeoutMs: number | undefined;
  readonly queueTimeoutMs: number | undefined;
  /** Of all attempts together, from when it was first ready. */
  readonly taskTimeoutMs: number | undefined;
  readonly priority: number;
  readonly requirement: Requirement;
  /** Where expressions decide which workers it may go to. */
  readonly workers: WorkersDocument | undefined;
  /** No condition, expression or scheduler-side type: the store may start it by counting alone. */
  readonly fused: boolean;
  /** It is carried out by child runs; undefined for all others. */
  readonly expands: ChildrenSpec | undefined;
  readonly definition: TaskDefinition;
}

export interface Plan {
  readonly tasks: readonly PlanTask[];
  readonly byId: ReadonlyMap<string, PlanTask>;
  readonly roots: readonly number[];
  /** Number of tasks without downstreams: the phase can end when all of these are final. */
  readonly sinks: number;
  /** Of the tasks that follow the main ones; undefined where there are none. */
  readonly later: Readonly<Record<LaterPhase, PhasePlan | undefined>>;
  /** Which task undoes which main task, by number. */
  readonly compensations: readonly { readonly of: number; readonly by: number }[];
  /** What its runs and their tasks promise; mostly nothing. */
  readonly sla: readonly SlaPromise[];
  readonly failure: FailureStrategy;
  /** A run of one task is one row, where run and task cannot differ in their end, time limit or outputs. */
  readonly solo: boolean;
  readonly runTimeoutMs: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Maps of tasks that follow the main ones as a graph of their own. */
export type LaterPhase = Exclude<Phase, 'tasks' | 'compensate'>;

export interface PhasePlan {
  readonly roots: readonly number[];
  readonly sinks: number;
}

export const DEFAULT_ATTEMPT_TIMEOUT_MS = 24 * 3_600_000;

/** @param document validated by `spec`; @param files contents of what `with.file` names */
export function compilePlan(document: WorkflowDocument, files: DocumentFiles = {}): Plan {
  const listed = documentTasks(document);
  const numberOf = new Map(listed.map(({ id }, no) => [id, no]));
  const written = listed.map(({ task, part }) => (part === 'end' ? task : withDefaults(task, document.defaults)));
  const loops = written.map((task, no) =>
    listed[no]?.part ? undefined : loopOf(document, (listed[no] as DocumentTask).name, task),
  );
  const merged = written.map((task, no) => loops[no]?.waiting ?? task);
  const upstreams = listed.map((one, no) =>
    upstreamIds(one, (merged[no] as TaskDocument).rule).map((id) => numberOf.get(id) as number),
  );
  const children: number[][] = listed.map(() => []);
  for (const [no, list] of upstreams.entries()) for (const upstream of list) children[upstream]?.push(no);
  const tasks = merged.map((task, no) =>
    compileTask({
      task,
      no,
      listed: listed[no] as DocumentTask,
      entry: numberOf.get(entryAround(listed[no] as DocumentTask)),
      loop: loops[no],
      upstreams: upstreams[no] as number[],
      // The end of a group waits for all of it, and no switch of the group chooses it.
      switches:
        listed[no]?.part === 'end'
          ? []
          : (upstreams[no] as number[]).filter((upstream) => merged[upstream]?.type === 'switch'),
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
    sla: [...slaPromises(OF_RUN, document.sla), ...merged.flatMap((task, no) => slaPromises(no, task.sla))],
    compensations: tasks.flatMap(({ id, no, phase }) =>
      phase === 'compensate' ? [{ of: numberOf.get(compensatedBy(id)) as number, by: no }] : [],
    ),
    failure,
    solo:
      tasks.length === 1 &&
      !tasks[0]?.allowFailure &&
      runTimeoutMs === undefined &&
      !hasOutputs &&
      failure !== 'pause' &&
      document.concurrency === undefined,
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

/** Its entry for the end of a group; for others that of the group around it, if there is one. */
const entryAround = ({ part, id, within }: DocumentTask): string => entryOf(part === 'end' ? id : within);

/** What waits for no task of its group begins with the group. */
function upstreamIds(one: DocumentTask, rule: TaskDocument['rule']): readonly string[] {
  const waitsFor = rule === 'always' ? [] : one.needs;
  return waitsFor.length > 0 || one.within === '' ? waitsFor : [entryAround(one)];
}

interface TaskParts {
  readonly task: TaskDocument;
  readonly no: number;
  readonly listed: DocumentTask;
  readonly entry: number | undefined;
  readonly loop: Loop | undefined;
  readonly upstreams: readonly number[];
  readonly switches: readonly number[];
  readonly children: readonly number[];
  readonly document: WorkflowDocument;
  readonly files: DocumentFiles;
}

function compileTask(parts: TaskParts): PlanTask {
  const { task, no, listed, entry, loop, upstreams, switches, children, document, files } = parts;
  const { id, name, phase, within, part } = listed;
  const type = task.type as TaskType;
  const timeouts = typeof task.timeout === 'string' ? { attempt: task.timeout } : (task.timeout ?? {});
  const attemptTimeoutMs = ms(timeouts.attempt);
  const isFirst = part !== 'end' && upstreams.length === 1 && upstreams[0] === entry;
  const { rule, ruleWhen } = compileRule(part === 'end' ? 'all_done' : isFirst ? undefined : task.rule);
  const workers = dynamicWorkers(task.workers);
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
    name,
    within,
    part,
    gate: entry,
    phase,
    type,
    upstreams,
    children,
    switches,
    rule,
    ruleWhen,
    when: task.when,
    allowFailure: task.allowFailure ?? false,
    failsRun: !listed.forgiven && !task.allowFailure,
    retry: compileRetry(task),
    produces: (task.produces ?? []).map((one) => (typeof one === 'string' ? { dataset: one } : one)),
    limits: TASK_TYPES[type].inline ? undefined : taskLimits(task),
    attemptTimeoutMs,
    queueTimeoutMs: ms(timeouts.queue),
    taskTimeoutMs: ms(timeouts.task),
    priority: task.priority ?? document.priority ?? 50,
    // A loop asks what its turns ask: a broadcast goes by it.
    requirement: requirementOf({
      id,
      task: loop?.turn ?? task,
      document,
      capability: capabilityOf(type, loop?.turn.with ?? definition.with),
    }),
    workers,
    fused:
      rule === 'all_success' &&
      switches.length === 0 &&
      task.when === undefined &&
      !dynamic &&
      workers === undefined &&
      !TASK_TYPES[type].inline &&
      task.produces === undefined &&
      loop === undefined &&
      // What it is told of its turn is recorded with it.
      document.turnOf === undefined &&
      taskLimits(task) === undefined &&
      timeouts.queue === undefined &&
      timeouts.task === undefined,
    expands: loop?.spec ?? (type === 'workflow' ? { kind: 'workflow', readsContext: false } : undefined),
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
