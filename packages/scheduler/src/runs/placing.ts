/**
 * Places a task whose rule lets it start: its condition and expressions are evaluated here, once, and the
 * result is recorded. Types that need no worker are carried out here, too.
 */
import {
  type ApprovalRequest,
  type ChildProgress,
  chooseBranch,
  type EngineStore,
  evaluateCondition,
  type ExpressionContext,
  ExpressionError,
  formatId,
  type Json,
  type JsonObject,
  type LaneRecord,
  parseDuration,
  type Placement,
  type PlanTask,
  rankOf,
  type Reason,
  references,
  resolveTaskFields,
  resolveValue,
  type SecretField,
  secretFields,
  switchFields,
  TASK_STATE_CODES,
} from '@carillon/core';
import { type Clock, newUuid } from '@carillon/runtime';
import type { Sessions } from '../sessions.ts';
import type { Contexts, RunFacts } from './contexts.ts';
import { isRefused } from './refused.ts';
import { createTaskReads } from './task-reads.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion } from './versions.ts';

export type Placed =
  | { readonly kind: 'place'; readonly placement: Placement }
  /** It ends without an attempt. */
  | {
      readonly kind: 'end';
      readonly state: number;
      readonly reason: Reason | undefined;
      readonly output: JsonObject | undefined;
    };

export interface Placer {
  place(task: PlanTask, facts: RunFacts, version: CompiledVersion): Promise<Placed>;
  /** Where a plain ready task goes: leased to a worker with room unless its lane has a backlog. */
  lease(task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement;
}

export interface PlacerParts {
  readonly store: Pick<EngineStore, 'finishedTasks' | 'requestApproval'>;
  readonly sessions: Sessions;
  readonly contexts: Contexts;
  readonly clock: Clock;
  /** Whether a lane has ready rows that a new one must queue behind. */
  readonly hasBacklog: (laneKey: number) => boolean;
}

export function createPlacer({ store, sessions, contexts, clock, hasBacklog }: PlacerParts): Placer {
  const reads = createTaskReads(store, contexts);
  const queued = (task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement => ({
    state: 'queued',
    laneKey: (version.lanes[task.no] as LaneRecord).key,
    rank: rankOf(clock.now(), taskPriority(task, facts, version)),
    sessionKey: undefined,
    input: undefined,
    // The first attempt of a task that is leased at once ends at the latest when the task has to.
    timeoutMs: least(task.attemptTimeoutMs, task.taskTimeoutMs),
    dueMs: least(task.queueTimeoutMs, task.taskTimeoutMs),
    deadlineMs: task.taskTimeoutMs,
    reason: undefined,
  });

  const lease = (task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement => {
    const lane = version.lanes[task.no] as LaneRecord;
    const worker = hasBacklog(lane.key) ? undefined : sessions.pick(lane);
    if (!worker) return queued(task, facts, version);
    worker.credit--;
    return { ...queued(task, facts, version), state: 'starting', sessionKey: worker.key, dueMs: undefined };
  };

  return {
    lease,
    async place(task, facts, version) {
      try {
        const context = await contextFor(task, facts, version);
        if (task.when !== undefined && !evaluateCondition(task.when, context))
          return end('skipped', { code: 'CONDITION' });
        if (task.type === 'noop' || task.part !== undefined) return end('success', undefined, {});
        if (task.type === 'switch')
          return end('success', undefined, { ...chooseBranch(switchFields(task.definition.with), context) });
        const input = resolveInput(task, context);
        if (task.type === 'approval') return await ask(task, input, facts, queued(task, facts, version));
        if (task.type === 'wait') return waitFor(input, clock.now(), queued(task, facts, version));
        return { kind: 'place', placement: { ...lease(task, facts, version), input: JSON.stringify(input) } };
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return end('failed', { code: 'EXPRESSION_FAILED', params: { message: error.message } });
      }
    },
  };

  /** The question is kept before the task run waits for its answer, which makes the row due. */
  async function ask(task: PlanTask, input: Input, facts: RunFacts, placement: Placement): Promise<Placed> {
    const { title, message, params = {}, expires } = input.with;
    const expiresMs = typeof expires === 'string' ? parseDuration(expires) : undefined;
    if (expiresMs === undefined)
      return end('failed', { code: 'EXPRESSION_FAILED', params: { message: 'with.expires is no duration' } });
    const request: ApprovalRequest = {
      id: newUuid(),
      runId: facts.runId,
      taskNo: task.no,
      task: task.id,
      scope: facts,
      workflowKey: facts.workflowKey,
      title: textOf(title),
      message: textOf(message),
      params: params as unknown as ApprovalRequest['params'],
      expiresMs,
    };
    const id = await store.requestApproval(request).catch((error: unknown) => {
      if (isRefused(error)) return undefined;
      throw error;
    });
    if (id === undefined)
      return end('failed', { code: 'EXPRESSION_FAILED', params: { message: 'the store refuses the question' } });
    return waiting(placement, input, expiresMs, { code: 'APPROVAL', params: { approval: formatId('apr', id) } });
  }

  async function contextFor(task: PlanTask, facts: RunFacts, version: CompiledVersion): Promise<ExpressionContext> {
    const { with: fields, env, params } = task.definition;
    const read = [{ value: { with: fields, env, params } }, ...conditionsOf(task).map((condition) => ({ condition }))];
    const all = read.flatMap((subject) => references(subject).all);
    return reads.context(task, { facts, version }, all);
  }
}

function conditionsOf(task: PlanTask): readonly string[] {
  const own = task.when === undefined ? [] : [task.when];
  return task.type === 'switch' ? [...own, ...switchFields(task.definition.with).cases.map(({ when }) => when)] : own;
}

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

function end(state: 'success' | 'skipped' | 'failed', reason?: Reason, output?: JsonObject): Placed {
  return { kind: 'end', state: TASK_STATE_CODES[state], reason, output };
}

interface Input {
  readonly with: JsonObject;
  readonly env: JsonObject;
  readonly params: JsonObject;
  /** Which of the fields hold references to secrets; the worker follows these and no others. */
  readonly secrets?: readonly SecretField[];
}

function resolveInput(task: PlanTask, context: ExpressionContext): Input {
  const params = resolveValue(task.definition.params, context) as JsonObject;
  const inner = { ...context, params: { ...context.params, ...params } };
  const input = {
    with: resolveTaskFields(task.type, task.definition.with, inner),
    env: resolveValue(task.definition.env, inner) as JsonObject,
    params,
  };
  const secrets = secretFields(task.type, task.definition, inner);
  return secrets.length > 0 ? { ...input, secrets } : input;
}

/** A wait holds no worker: the row is due when it is over. */
function waitFor(input: Input, now: number, placement: Placement): Placed {
  const fields = input.with;
  const [duration, instant] = [fields['for'], fields['until']];
  const until =
    typeof duration === 'string'
      ? now + (parseDuration(duration) ?? Number.NaN)
      : Date.parse(typeof instant === 'string' ? instant : '');
  if (Number.isNaN(until)) {
    return end('failed', {
      code: 'EXPRESSION_FAILED',
      params: { message: 'with.for is no duration, or with.until no instant' },
    });
  }
  // The store's clock has fractions of a millisecond, its columns have none.
  const dueMs = Math.max(0, Math.ceil(until - now));
  const reason: Reason = { code: 'NOT_DUE', params: { until: new Date(until).toISOString() } };
  return waiting(placement, input, dueMs, reason);
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value);

function waiting(placement: Placement, input: Input, dueMs: number, reason: Reason): Placed {
  return {
    kind: 'place',
    placement: { ...placement, state: 'waiting', input: JSON.stringify(input), timeoutMs: undefined, dueMs, reason },
  };
}

/** The number of upstreams that have ended; together with the state it identifies what a decision saw. */
export function doneOf(progress: Pick<ChildProgress, 'ok' | 'failed' | 'upstreamFailed' | 'skipped'>): number {
  return progress.ok + progress.failed + progress.upstreamFailed + progress.skipped;
}
