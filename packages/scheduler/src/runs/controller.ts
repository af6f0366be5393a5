/**
 * A person's hand in a run: finds out what the command means for the run as it is, has the store do it under the
 * run's lock, and lets go on what is no longer held. A crash in between leaves that to the healer and the pollers.
 */
import {
  type Command,
  type ControlResult,
  type Controlled,
  type ControlledTask,
  type ControlRefused,
  type EngineStore,
  isFinalTaskState,
  type MarkState,
  planReopening,
  reopenedFrom,
  type PlanTask,
  phaseCode,
  type Reason,
  type ReasonCode,
  type Resumed,
  type RunController,
  TASK_STATE_CODES,
  type TaskStanding,
  type TenantScope,
} from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { Stopper } from '../gateway/stops.ts';
import type { Advancer } from './advancer.ts';
import type { Children } from './children.ts';
import type { Contexts } from './contexts.ts';
import { stepOf } from './ending.ts';
import { shardOfRun } from './flusher.ts';
import type { Rerunner } from './rerunner.ts';
import { requeueOf } from './requeue.ts';
import type { CompiledVersion, Versions } from './versions.ts';

/** A row that moves under a mark is looked at again. */
const MAX_TRIES = 5;

export interface ControllerParts {
  readonly store: Pick<
    EngineStore,
    | 'pauseRun'
    | 'resumeRun'
    | 'pauseTask'
    | 'resumeTask'
    | 'openRun'
    | 'standing'
    | 'ensureRow'
    | 'reopen'
    | 'requeue'
    | 'answerApproval'
    | 'signalRun'
    | 'sendEvent'
    | 'hint'
  >;
  readonly versions: Versions;
  readonly contexts: Pick<Contexts, 'get'>;
  readonly advancer: Advancer;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly board: Pick<QueueBoard, 'rank'>;
  readonly stopper: Pick<Stopper, 'stop'>;
  readonly rerunner: Rerunner;
  readonly children: Pick<Children, 'again'>;
  readonly dueIn: (ms: number) => void;
  readonly clock: Clock;
}

/** A task of an open run. */
interface Found {
  readonly version: CompiledVersion;
  readonly task: PlanTask;
  of(to: string, reason?: Reason): ControlledTask;
}

export function createController(parts: ControllerParts): RunController {
  const { store, versions, contexts, advancer, dispatcher, board, stopper, rerunner, children, dueIn, clock } = parts;

  const find = async (scope: TenantScope, runId: string, taskNo: number): Promise<Found | ControlResult> => {
    const run = await store.openRun(scope, runId);
    if (run === undefined) return { kind: 'not_found' };
    if (run === 'final') return { kind: 'already_final' };
    const version = await versions.get(run.versionKey);
    const task = version.plan.tasks[taskNo];
    if (!task) return { kind: 'not_found' };
    const laneKey = (version.lanes[taskNo] as CompiledVersion['lanes'][number]).key;
    return {
      version,
      task,
      of: (to, reason) => ({ runId, taskNo, need: task.upstreams.length, laneKey, step: stepOf(task, 0, to, reason) }),
    };
  };

  /** Lets go on what is no longer held. */
  const goOn = async (
    runId: string,
    version: CompiledVersion,
    result: Controlled | ControlRefused | Resumed,
  ): Promise<ControlResult> => {
    if (result.kind !== 'resumed') return result;
    for (const lane of result.lanes) dispatcher.queued(lane);
    dueIn(0);
    if (result.touched.length > 0) await advancer.decide(version, result.touched);
    if (result.endable) await advancer.endRuns([result.endable], shardOfRun(runId));
    return { kind: 'done' };
  };

  const reopen = async (
    scope: TenantScope,
    runId: string,
    { version, task, of }: Found,
    as: MarkState | undefined,
    by: Command,
  ): Promise<ControlResult> => {
    const reason = reasonOf('MARKED', by);
    let cleared: readonly string[] = [];
    const result = await store.reopen(
      scope,
      of(as ?? 'pending', reason),
      {
        plan(states) {
          const plan = planReopening(version.plan, states, task.no, as);
          const ended =
            'problem' in plan ? [] : plan.cleared.filter((no) => isFinalTaskState(states.get(no) ?? 'pending'));
          cleared = ended.map((no) => (version.plan.tasks[no] as PlanTask).id);
          return plan;
        },
        as: as && TASK_STATE_CODES[as],
        phase: phaseCode(task.phase),
        lanes: version.lanes.map((lane) => lane.key),
      },
      { actor: by.actor, reason },
    );
    if (!('problem' in result)) {
      const gone = await goOn(runId, version, result);
      return gone.kind === 'done' ? { ...gone, cleared } : gone;
    }
    if (result.problem === 'running') return { kind: 'refused', state: 'running', tasks: result.tasks };
    const now = await store.standing(runId, task.no);
    return { kind: 'refused', state: now?.state ?? 'pending' };
  };

  /** Ends a task run that has not ended, if it stays as it was seen; false when it did not. */
  const endIdle = async (
    runId: string,
    { version, task }: Found,
    seen: TaskStanding,
    as: MarkState,
    reason: Reason,
  ): Promise<boolean> =>
    new Promise((resolve, reject) => {
      advancer.end({
        runId,
        taskNo: task.no,
        version,
        by: {
          kind: 'decision',
          seenState: TASK_STATE_CODES[seen.state],
          seenDone: seen.done,
        },
        state: TASK_STATE_CODES[as],
        attempt: seen.attempt,
        reason,
        output: as === 'success' ? '{}' : undefined,
        early: seen.done < task.upstreams.length,
        settle: resolve,
        fail: reject,
      });
    });

  return {
    stop: (scope, runId, by) => stopper.stop(scope, runId, by),
    pause: (scope, runId, by) =>
      store.pauseRun(scope, runId, { actor: by.actor, reason: reasonOf('PAUSED_BY_USER', by) }),

    async resume(scope, runId, by) {
      const found = await find(scope, runId, 0);
      if ('kind' in found) return found;
      return goOn(runId, found.version, await store.resumeRun(scope, runId, by));
    },

    async pauseTask(scope, runId, taskNo, by) {
      const found = await find(scope, runId, taskNo);
      if ('kind' in found) return found;
      const reason = reasonOf('PAUSED_BY_USER', by);
      return store.pauseTask(scope, found.of('paused', reason), { actor: by.actor, reason });
    },

    async resumeTask(scope, runId, taskNo, by) {
      const found = await find(scope, runId, taskNo);
      if ('kind' in found) return found;
      return goOn(runId, found.version, await store.resumeTask(scope, found.of('pending'), by));
    },

    async retryNow(scope, runId, taskNo) {
      const found = await find(scope, runId, taskNo);
      if ('kind' in found) return found;
      const requeue = async (): Promise<boolean> => {
        const facts = await contexts.get(runId);
        return (await store.requeue([requeueOf({ runId, taskNo }, { ...found, board, facts }, clock.now())])).size > 0;
      };
      const moved = found.task.expands ? await children.again({ runId, taskNo }) : await requeue();
      if (!moved) {
        const now = await store.standing(runId, taskNo);
        return { kind: 'refused', state: now?.state ?? 'pending' };
      }
      dispatcher.queued(found.of('queued').laneKey);
      return { kind: 'done' };
    },

    async reopen(scope, runId, taskNo, by) {
      const asked = await find(scope, runId, taskNo);
      if ('kind' in asked) return asked;
      const found = await find(scope, runId, reopenedFrom(asked.task));
      return 'kind' in found ? found : reopen(scope, runId, found, undefined, by);
    },

    async mark(scope, runId, taskNo, as, by) {
      const reason = reasonOf('MARKED', by);
      for (let tries = 0; tries < MAX_TRIES; tries++) {
        const found = await find(scope, runId, taskNo);
        if ('kind' in found) return found;
        const seen = await store.standing(runId, taskNo);
        // Whether it will run at all is decided when its turn comes.
        if (!seen && found.task.phase === 'compensate') return { kind: 'refused', state: 'pending' };
        if (!seen) await store.ensureRow(found.of('pending'));
        else if (isFinalTaskState(seen.state)) return reopen(scope, runId, found, as, by);
        else if (['starting', 'running', 'stopping'].includes(seen.state))
          return { kind: 'refused', state: seen.state };
        else if (await endIdle(runId, found, seen, as, reason)) return { kind: 'done' };
      }
      return { kind: 'refused', state: (await store.standing(runId, taskNo)) ? 'running' : 'queued' };
    },

    async answer(scope, approvalId, answer) {
      const isTaken = await store.answerApproval(scope, approvalId, answer);
      if (isTaken) dueIn(0);
      return isTaken;
    },

    async signal(scope, runId, signal) {
      const result = await store.signalRun(scope, runId, signal);
      if ('woken' in result) dueIn(0);
      return result;
    },

    async sendEvent(scope, signal) {
      const result = await store.sendEvent(scope, signal);
      if ('woken' in result) dueIn(0);
      return result;
    },

    rerun: (scope, runId, request) => rerunner.rerun(scope, runId, request),
  };
}

function reasonOf(code: ReasonCode, { actor, message }: Command): Reason {
  return { code, params: { actor, ...(message === undefined ? {} : { message }) } };
}
