/**
 * Places a task whose rule lets it start: its condition and expressions are evaluated here, once, and the
 * result is recorded. Types that need no worker are carried out here, too.
 */
import {
  type ApprovalRequest,
  type CalendarTables,
  type CheckDocument,
  chooseBranch,
  documentZone,
  type EngineStore,
  evaluateCondition,
  expand,
  type ExpansionSources,
  type ExpressionContext,
  ExpressionError,
  expressionFailed,
  formatId,
  type Json,
  type JsonObject,
  type LaneRecord,
  NO_CALENDARS,
  parseDuration,
  type Placement,
  type PlanTask,
  references,
  resolvedRequirement,
  resolveValue,
  said,
  switchFields,
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
import { end, inLine, type Placed, waiting, waitUntil } from './placed.ts';
import { type Input, resolveInput, textOf, withParams } from './task-input.ts';

export interface Placer {
  place(task: PlanTask, facts: RunFacts, version: CompiledVersion): Promise<Placed>;
  /** What the expressions of a task may read. */
  contextFor(task: PlanTask, facts: RunFacts, version: CompiledVersion): Promise<ExpressionContext>;
  /** Where a plain ready task goes: leased to a worker with room unless its lane has a backlog. */
  lease(task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement;
  /** The same where nothing is to be leased: into its lane. */
  queue(task: PlanTask, facts: RunFacts, version: CompiledVersion): Placement;
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
    queue: (task, facts, version) => queued(task, facts, version),
    contextFor,
    async place(task, facts, version) {
      try {
        const context = await contextFor(task, facts, version);
        if (task.when !== undefined && !evaluateCondition(task.when, context))
          return end('skipped', { code: 'CONDITION' });
        if (task.expands) {
          const workers = (): readonly string[] => board.online(laneOf(task, version)).map(({ name }) => name);
          return waitForChildren(task, context, { checkDocument, workers }, queued(task, facts, version));
        }
        if (task.type === 'noop' || task.part !== undefined) return end('success', undefined, {});
        if (task.type === 'switch')
          return end('success', undefined, { ...chooseBranch(switchFields(task.definition.with), context) });
        const input = resolveInput(task, context, version.record.document.turnOf);
        if (task.type === 'approval') return await ask(task, input, facts, queued(task, facts, version));
        if (task.type === 'wait') return await wait(task, input, facts, version, context.calendars);
        const lane = task.workers ? await chosenLane(task, task.workers, context, version) : laneOf(task, version);
        const keys = book.ofTask(task, facts, version, withParams(context, input));
        if (keys.length > 0) return inLine(queued(task, facts, version, lane), { lane: lane.key, keys }, input);
        return { kind: 'place', placement: { ...lease(task, facts, version, lane), input: JSON.stringify(input) } };
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        return end('failed', expressionFailed(error.said.message));
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
    if (reason === 'refused') return end('failed', expressionFailed(said`the store refuses what it waits for`));
    if (reason) return waiting(placement, input, 0, reason);
    const until = endOfWait(input.with, clock.now(), documentZone(version.record.document), calendars);
    return waitUntil(until, clock.now(), input, placement);
  }

  /** The question is kept before the task run waits for its answer, which makes the row due. */
  async function ask(task: PlanTask, input: Input, facts: RunFacts, placement: Placement): Promise<Placed> {
    const { title, message, params = {}, expires } = input.with;
    const expiresMs = typeof expires === 'string' ? parseDuration(expires) : undefined;
    if (expiresMs === undefined) return end('failed', expressionFailed(said`with.expires is no duration`));
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
    if (id === undefined) return end('failed', expressionFailed(said`the store refuses the question`));
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
