/** One task of a plan: what it asks for, what bounds it, and whether the store may start it by counting alone. */
import type { DocumentFiles, JsonObject, TaskDocument, WorkflowDocument } from '../definition/document.ts';
import type { DocumentTask } from '../definition/document-tasks.ts';
import { TASK_TYPES, type TaskType } from '../definition/task-types.ts';
import { durationMs } from '../definition/units.ts';
import { taskLimits } from '../limits/task-limits.ts';
import { hasExpressions } from '../params/expressions.ts';
import { taskHasExpressions } from '../params/task-fields.ts';
import { dynamicWorkers, requirementOf } from '../placement/requirement.ts';
import type { Loop } from './loops.ts';
import { compileRule } from './rules.ts';
import type { PlanTask, TaskDefinition } from './plan.ts';
import { compileRetry } from './retry-plan.ts';

export const DEFAULT_ATTEMPT_TIMEOUT_MS = 24 * 3_600_000;

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

export function compileTask(parts: TaskParts): PlanTask {
  const { task, no, listed, entry, loop, upstreams, switches, children, document, files } = parts;
  const { id, name, phase, within, part } = listed;
  const type = task.type as TaskType;
  const timeouts = typeof task.timeout === 'string' ? { attempt: task.timeout } : (task.timeout ?? {});
  const attemptTimeoutMs = durationMs(timeouts.attempt);
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
    ...(task.lease === undefined ? {} : { leaseMs: durationMs(task.lease) as number }),
    ...(task.exclusive ? { exclusive: true } : {}),
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
    queueTimeoutMs: durationMs(timeouts.queue),
    taskTimeoutMs: durationMs(timeouts.task),
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
