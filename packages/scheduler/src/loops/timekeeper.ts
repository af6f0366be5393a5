/**
 * Does what is due: retries, waits that are over, timeouts. All nodes run it; rows are taken for ten seconds
 * with SKIP LOCKED, so a node that dies half-way leaves them to another, and doing one twice changes nothing
 * because every step is guarded by the state it saw. At most 500 rows a step.
 */
import {
  BORNE_STEP_MS,
  type DueTask,
  type EngineStore,
  type JsonObject,
  type PlanTask,
  type Reason,
  type Settled,
  TASK_STATE_CODES,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Stopper } from '../gateway/stops.ts';
import type { Advancer } from '../runs/advancer.ts';
import type { ChildCommands } from '../runs/child-commands.ts';
import type { Children } from '../runs/children.ts';
import { byRow, stepOf } from '../runs/ending.ts';
import type { Contexts } from '../runs/contexts.ts';
import { isRefused } from '../runs/refused.ts';
import { requeueOf } from '../runs/requeue.ts';
import { attemptTimeout, queueTimeout, taskTimeout } from '../runs/time-over.ts';
import type { Versions } from '../runs/versions.ts';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { Waiter } from '../waits/waiter.ts';
import { waitsInStore } from '../waits/waits-in-store.ts';
import { isStoreError } from '../store-error.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

export const POLL_MS = 1_000;
const MAX_TASKS = 500;
const MAX_RUNS = 100;

export interface TimekeeperParts {
  readonly store: Pick<
    EngineStore,
    'takeDueTasks' | 'takeDueRuns' | 'requeue' | 'nextDue' | 'noteDue' | 'settleApproval' | 'stopParent'
  >;
  readonly versions: Versions;
  readonly contexts: Pick<Contexts, 'peek'>;
  readonly advancer: Advancer;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly board: Pick<QueueBoard, 'rank'>;
  readonly stopper: Stopper;
  readonly waiter: Pick<Waiter, 'look'>;
  readonly children: Pick<Children, 'again'>;
  readonly childCommands: Pick<ChildCommands, 'stop'>;
  readonly clock: Clock;
  /** While nobody can tell what time it is. */
  readonly isHalted: () => boolean;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

export function createTimekeeper(parts: TimekeeperParts): Loop {
  const {
    store,
    versions,
    contexts,
    advancer,
    dispatcher,
    board,
    stopper,
    waiter,
    children,
    childCommands,
    clock,
    isHalted,
    isNeeded,
    log,
  } = parts;

  /** What cannot be done must not keep the others from it: they would come up behind it again. */
  const doEach = async (tasks: readonly DueTask[], work: (task: DueTask) => Promise<void>): Promise<void> => {
    for (const task of tasks)
      try {
        await work(task);
      } catch (error) {
        if (isStoreError(error) && !isRefused(error)) throw error;
        const { runId, taskNo } = task;
        log.error({ err: error, runId, taskNo }, 'what is due of a task run cannot be done, and is tried again');
      }
  };

  const requeue = async (tasks: readonly DueTask[]): Promise<void> => {
    const ranked: ReturnType<typeof requeueOf>[] = [];
    const again: DueTask[] = [];
    await doEach(tasks, async (task) => {
      const version = await versions.get(task.versionKey);
      const planned = version.plan.tasks[task.taskNo];
      if (planned?.expands) {
        if (task.overdue) await endWithout(task, 'failed', { reason: taskTimeout(planned) });
        else await children.again(task);
      } else if (planned) {
        ranked.push(requeueOf(task, { board, task: planned, version, facts: contexts.peek(task.runId) }, clock.now()));
        again.push(task);
      }
    });
    const moved = await store.requeue(ranked.sort(byRow));
    for (const task of again) if (!moved.has(`${task.runId}/${task.taskNo}`)) await noteDue(task);
    for (const lane of new Set(tasks.map((task) => task.laneKey))) dispatcher.queued(lane);
  };

  const endWithout = async (
    task: DueTask,
    state: 'success' | 'failed',
    { reason, output = {} }: { readonly reason?: Reason; readonly output?: JsonObject } = {},
  ): Promise<void> => {
    advancer.end({
      runId: task.runId,
      taskNo: task.taskNo,
      version: await versions.get(task.versionKey),
      by: { kind: 'decision', seenState: task.state, seenDone: task.done },
      state: TASK_STATE_CODES[state],
      attempt: task.attempt,
      reason,
      output: state === 'success' ? JSON.stringify(output) : undefined,
      // Held in between, if anything: then it is due once it is resumed, and not when this node has had its time.
      settle: (accepted) => void (accepted || noteDue(task)),
    });
  };

  const noteDue = (task: DueTask): Promise<void> =>
    store
      .noteDue(task)
      .catch((error: unknown) => log.warn({ err: error }, 'a held task run is due ten seconds late at most'));

  /** Its children are stopped first: the time of them together is over. */
  const endWithChildren = async (task: DueTask, planned: PlanTask): Promise<void> => {
    if (!task.overdue) return;
    const reason = taskTimeout(planned);
    const step = stepOf(planned, task.attempt, 'stopping', reason);
    if (!(await store.stopParent(task, { actor: 'carillon', reason, step })))
      return endWithout(task, 'failed', { reason });
    await childCommands.stop(task.runId);
  };

  const endWait = async (task: DueTask): Promise<void> => {
    const { plan } = await versions.get(task.versionKey);
    if (plan.tasks[task.taskNo]?.expands) return endWithChildren(task, plan.tasks[task.taskNo] as PlanTask);
    const planned = plan.tasks[task.taskNo];
    const isApproval = planned?.type === 'approval';
    if (planned && !isApproval && waitsInStore(planned)) return waiter.look(task);
    const settled = isApproval ? await store.settleApproval(task.runId, task.taskNo, task.overdue) : undefined;
    if (settled?.state === 'open') return; // Looked at before its time: it comes up again.
    if (settled?.state === 'approved') return endWithout(task, 'success', { output: settled.input ?? {} });
    if (settled?.state === 'rejected') return endWithout(task, 'failed', { reason: rejectionOf(settled) });
    if (task.overdue) return endWithout(task, 'failed', { reason: taskTimeout(planned) });
    return isApproval
      ? endWithout(task, 'failed', { reason: { code: 'APPROVAL_EXPIRED' } })
      : endWithout(task, 'success');
  };

  const plannedOf = async (task: DueTask): Promise<PlanTask | undefined> =>
    (await versions.get(task.versionKey)).plan.tasks[task.taskNo];

  const doDue = async (task: DueTask): Promise<void> => {
    switch (task.state) {
      case TASK_STATE_CODES.waiting:
        return endWait(task);
      case TASK_STATE_CODES.queued:
        return endWithout(task, 'failed', {
          reason: (task.overdue ? taskTimeout : queueTimeout)(await plannedOf(task)),
        });
      default:
        // The worker's own limit is the first to act; this reaches workers that did not.
        if (task.attemptId && task.sessionKey !== undefined) {
          const reason = (task.overdue ? taskTimeout : attemptTimeout)(await plannedOf(task));
          stopper.tell([{ sessionKey: task.sessionKey, attemptId: task.attemptId, reason }]);
        }
    }
  };

  /** How many task runs were due. */
  const doAllDue = async (): Promise<number> => {
    const due = await store.takeDueTasks(MAX_TASKS);
    const retrying = due.filter((task) => task.state === TASK_STATE_CODES.retrying);
    if (retrying.length > 0) await requeue(retrying);
    await doEach(
      due.filter((task) => task.state !== TASK_STATE_CODES.retrying),
      doDue,
    );
    for (const { runId, tenantKey } of await store.takeDueRuns(MAX_RUNS)) {
      await stopper.stop({ tenantKey }, runId, { actor: 'carillon', reason: { code: 'RUN_TIMEOUT' } });
    }
    return due.length;
  };

  const loop = createLoop({
    name: 'timekeeper',
    everyMs: POLL_MS,
    isNeeded,
    log,
    async step() {
      // What falls due before the next step is waited for exactly.
      const next = await store.nextDue(POLL_MS);
      if (!next || isHalted()) return;
      // By a clock that has stepped all of the next hour may be due: whoever watches it says how to go on.
      if (Math.abs(next.now.getTime() - clock.now()) > BORNE_STEP_MS) return;
      const inMs = next.at.getTime() - clock.now();
      if (inMs > 0) loop.wake(inMs);
      // A full batch may have left some; what another node is working on is not waited for in a circle.
      else if ((await doAllDue()) === MAX_TASKS) loop.wake();
    },
  });
  return loop;
}

function rejectionOf({ actor, comment }: Settled): Reason {
  return {
    code: 'REJECTED',
    params: { ...(actor === undefined ? {} : { actor }), ...(comment === undefined ? {} : { message: comment }) },
  };
}
