/**
 * Places a task whose rule lets it start: its condition and expressions are evaluated here, once, and the
 * result is recorded. Types that need no worker are carried out here, too.
 */
import {
  ARRIVING_LANE,
  type ApprovalRequest,
  type CalendarTables,
  type CheckDocument,
  type ChildProgress,
  chooseBranch,
  documentZone,
  type EngineStore,
  evaluateCondition,
  expand,
  type ExpansionSources,
  type ExpressionContext,
  ExpressionError,
  formatId,
  type Json,
  type JsonObject,
  type LaneRecord,
  type LoopKind,
  NO_CALENDARS,
  parseDuration,
  type Placement,
  type ProducedDataset,
  type PlanTask,
  type Reason,
  type RecordedLimits,
  references,
  resolvedRequirement,
  resolveTaskFields,
  resolveValue,
  type SecretField,
  secretFields,
  switchFields,
  TASK_STATE_CODES,
  type Turn,
  turnOf,
  type WorkersDocument,
} from '@carillon/core';
import { type Clock, newUuid } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Lanes } from '../queues/lanes.ts';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { LimitBook } from '../limits/limit-book.ts';
import type { Contexts, RunFacts } from './contexts.ts';
import { isRefused } from './refused.ts';
import { createTaskReads } from './task-reads.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion, Versions } from './versions.ts';
import { endOfWait } from '../waits/times.ts';
import type { Waiter } from '../waits/waiter.ts';

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
  /** What the expressions of a task may read. */
  contextFor(task: PlanTask, facts: RunFacts, version: CompiledVersion): Promise<ExpressionContext>;
  /** Where a plain ready task goes: leased to a worker with room unless its lane has a backlog. */
  lease(task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement;
}

export interface PlacerParts {
  readonly store: Pick<EngineStore, 'finishedTasks' | 'readArtifact' | 'requestApproval'>;
  readonly dispatcher: Pick<Dispatcher, 'lease'>;
  readonly lanes: Lanes;
  readonly board: QueueBoard;
  readonly book: LimitBook;
  readonly contexts: Contexts;
  readonly versions: Pick<Versions, 'get'>;
  /** Of tasks that are known at run time only. */
  readonly checkDocument: CheckDocument;
  readonly clock: Clock;
  readonly beginWait: Waiter['begin'];
}

export function createPlacer({
  store,
  dispatcher,
  lanes,
  board,
  book,
  contexts,
  versions,
  checkDocument,
  clock,
  beginWait,
}: PlacerParts): Placer {
  const reads = createTaskReads(store, contexts, versions);
  const laneOf = (task: PlanTask, version: CompiledVersion): LaneRecord => version.lanes[task.no] as LaneRecord;

  const queued = (
    task: PlanTask,
    facts: RunFacts,
    version: CompiledVersion,
    lane = laneOf(task, version),
  ): Placement => ({
    state: 'queued',
    laneKey: lane.key,
    rank: board.rank(task, taskPriority(task, facts, version), clock.now()),
    sessionKey: undefined,
    input: undefined,
    // The first attempt of a task that is leased at once ends at the latest when the task has to.
    timeoutMs: least(task.attemptTimeoutMs, task.taskTimeoutMs),
    dueMs: least(task.queueTimeoutMs, task.taskTimeoutMs),
    deadlineMs: task.taskTimeoutMs,
    reason: undefined,
  });

  const lease = (
    task: PlanTask,
    facts: RunFacts,
    version: CompiledVersion,
    lane = laneOf(task, version),
  ): Placement => {
    const worker = dispatcher.lease(lane);
    if (!worker) return queued(task, facts, version, lane);
    return { ...queued(task, facts, version, lane), state: 'starting', sessionKey: worker.key, dueMs: undefined };
  };

  return {
    lease,
    contextFor,
    async place(task, facts, version) {
      try {
        const context = await contextFor(task, facts, version);
        if (task.when !== undefined && !evaluateCondition(task.when, context))
          return end('skipped', { code: 'CONDITION' });
        if (task.type === 'noop' || task.part !== undefined) return end('success', undefined, {});
        if (task.type === 'switch')
          return end('success', undefined, { ...chooseBranch(switchFields(task.definition.with), context) });
        if (task.expands) {
          const workers = (): readonly string[] => board.online(laneOf(task, version)).map(({ name }) => name);
          return waitForChildren(task, context, { checkDocument, workers }, queued(task, facts, version));
        }
        const input = resolveInput(task, context, version.record.document.turnOf);
        if (task.type === 'approval') return await ask(task, input, facts, queued(task, facts, version));
        if (task.type === 'wait') return await wait(task, input, facts, version, context.calendars);
        const lane = task.workers ? await chosenLane(task, task.workers, context, version) : laneOf(task, version);
        const keys = book.ofTask(task, facts, version, withParams(context, input));
        if (keys.length > 0) return inLine(queued(task, facts, version, lane), { lane: lane.key, keys }, input);
        return { kind: 'place', placement: { ...lease(task, facts, version, lane), input: JSON.stringify(input) } };
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return end('failed', { code: 'EXPRESSION_FAILED', params: { message: error.message } });
      }
    },
  };

  /** The lane that the expressions in `workers` come to: by the key it is bound to, or by labels. */
  async function chosenLane(
    { requirement, id }: PlanTask,
    workers: WorkersDocument,
    context: ExpressionContext,
    { record }: CompiledVersion,
  ): Promise<LaneRecord> {
    const resolved = resolveValue(workers as unknown as Json, context) as WorkersDocument;
    return lanes.of(resolvedRequirement(requirement, resolved, `${record.workflow}/${id}`), record);
  }

  /** What comes by itself is due then; all else is looked at as soon as the task run waits for it. */
  async function wait(
    task: PlanTask,
    input: Input,
    facts: RunFacts,
    version: CompiledVersion,
    calendars: CalendarTables = NO_CALENDARS,
  ): Promise<Placed> {
    const placement = queued(task, facts, version);
    const reason = await beginWait(task, input, facts, version).catch((error: unknown) => {
      if (isRefused(error)) return 'refused' as const;
      throw error;
    });
    if (reason === 'refused')
      return end('failed', { code: 'EXPRESSION_FAILED', params: { message: 'the store refuses what it waits for' } });
    if (reason) return waiting(placement, input, 0, reason);
    const until = endOfWait(input.with, clock.now(), documentZone(version.record.document), calendars);
    return waitUntil(until, clock.now(), input, placement);
  }

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
    const { concurrency, rate } = task.limits ?? {};
    const keys = [concurrency?.key ?? null, rate?.key ?? null];
    const value = { with: fields, env, params, keys, workers: (task.workers ?? null) as Json };
    const read = [{ value }, ...conditionsOf(task).map((condition) => ({ condition }))];
    const all = read.flatMap((subject) => references(subject).all);
    return reads.context(task, { facts, version }, all);
  }
}

function conditionsOf(task: PlanTask): readonly string[] {
  const own = [task.when, task.expands?.while?.when].filter((condition) => condition !== undefined);
  return task.type === 'switch' ? [...own, ...switchFields(task.definition.with).cases.map(({ when }) => when)] : own;
}

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

function end(state: 'success' | 'skipped' | 'failed', reason?: Reason, output?: JsonObject): Placed {
  return { kind: 'end', state: TASK_STATE_CODES[state], reason, output };
}

/** Its limits are recorded with its input until it is put in line, which is the granter's to do. */
function inLine(placement: Placement, limits: RecordedLimits, input: Input): Placed {
  const recorded = JSON.stringify({ ...input, limits });
  return { kind: 'place', placement: { ...placement, laneKey: ARRIVING_LANE, input: recorded } };
}

const withParams = (context: ExpressionContext, { params }: Input): ExpressionContext => ({
  ...context,
  params: { ...context.params, ...params },
});

interface Input {
  readonly with: JsonObject;
  readonly env: JsonObject;
  readonly params: JsonObject;
  /** Where it is repeated. */
  readonly turn?: Turn;
  /** Which of the fields hold references to secrets; the worker follows these and no others. */
  readonly secrets?: readonly SecretField[];
  /** Datasets that its success brings up to date, and its name for them. */
  readonly produces?: readonly ProducedDataset[];
  readonly task?: string;
}

function resolveInput(task: PlanTask, context: ExpressionContext, loop: LoopKind | undefined): Input {
  const params = resolveValue(task.definition.params, context) as JsonObject;
  const inner = { ...context, params: { ...context.params, ...params } };
  const input = {
    with: resolveTaskFields(task.type, task.definition.with, inner),
    env: resolveValue(task.definition.env, inner) as JsonObject,
    params,
  };
  const secrets = secretFields(task.type, task.definition, inner);
  const produces = producedBy(task, inner);
  const turn = turnOf(loop, context);
  return {
    ...input,
    ...(turn && { turn }),
    ...(secrets.length > 0 && { secrets }),
    ...(produces.length > 0 && { produces, task: task.id }),
  };
}

/** What its children are is recorded before the first of them is started. */
function waitForChildren(
  task: PlanTask,
  context: ExpressionContext,
  sources: ExpansionSources,
  placement: Placement,
): Placed {
  const params = resolveValue(task.definition.params, context) as JsonObject;
  const expansion = expand(task, { ...context, params: { ...context.params, ...params } }, sources);
  const input = { with: expansion, env: {}, params };
  return waiting(placement, input, undefined, { code: 'CHILDREN' });
}

/** A partition that is no text is named by its JSON. */
function producedBy({ produces }: PlanTask, context: ExpressionContext): readonly ProducedDataset[] {
  return produces.map(({ dataset, partition }) => {
    const named = textOf(resolveValue(partition ?? null, context) ?? undefined);
    return named === undefined || partition === undefined ? { dataset } : { dataset, partition: named };
  });
}

/** A wait holds no worker: the row is due when it is over. */
function waitUntil(until: number, now: number, input: Input, placement: Placement): Placed {
  // The store's clock has fractions of a millisecond, its columns have none.
  const dueMs = Math.max(0, Math.ceil(until - now));
  return waiting(placement, input, dueMs, { code: 'NOT_DUE', params: { until: new Date(until).toISOString() } });
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : JSON.stringify(value);

function waiting(placement: Placement, input: Input, dueMs: number | undefined, reason: Reason): Placed {
  return {
    kind: 'place',
    placement: { ...placement, state: 'waiting', input: JSON.stringify(input), timeoutMs: undefined, dueMs, reason },
  };
}

/** The number of upstreams that have ended; together with the state it identifies what a decision saw. */
export function doneOf(progress: Pick<ChildProgress, 'ok' | 'failed' | 'upstreamFailed' | 'skipped'>): number {
  return progress.ok + progress.failed + progress.upstreamFailed + progress.skipped;
}
