/**
 * "Why is it waiting?" (UX 4.3): the engine's own questions, asked of facts and answered without doing anything.
 * The first that blocks is the answer.
 */
import type { PlanTask } from '../dag/plan.ts';
import { comesBefore } from '../run/phases.ts';
import { isFinalRunState, isFinalTaskState, type RunState, type TaskRunState } from '../run/states.ts';
import { awaited } from './awaits-check.ts';
import {
  blocked,
  type Check,
  type Evidence,
  type Explanation,
  firstBlocker,
  isBlock,
  passed,
  unknown,
} from './check.ts';
import { childrenEnded } from './children-check.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { limitsGrant } from './limit-checks.ts';
import { once } from './once.ts';
import { queueOpen } from './queue-checks.ts';
import { catchUp, collecting, overlap, runPaused, runStopping } from './run-checks.ts';
import type { Subject } from './subject.ts';
import * as ask from './task-checks.ts';
import * as workers from './worker-checks.ts';

export interface TaskExplanation extends Explanation {
  readonly taskNo: number;
  readonly task: string;
  readonly state: TaskRunState;
}

export interface RunExplanation {
  readonly runId: string;
  readonly state: RunState;
  /** What holds the run as a whole; undefined when nothing does. */
  readonly own: Check | undefined;
  /** Its open task runs that wait for something, in the order of the document. */
  readonly waiting: readonly TaskExplanation[];
}

const RUN_CHECKS = [
  runStopping,
  overlap,
  catchUp,
  collecting,
  ({ limits, now }: RunFacts) => limitsGrant(limits, now),
  runPaused,
];
const TASK_CHECKS = [
  ask.workerAlive,
  ask.taskStopping,
  ask.taskPaused,
  ask.phaseReached,
  ask.upstreams,
  ({ row }: Subject) => childrenEnded(row, whyWaits),
  awaited,
  ask.timeCome,
  ask.backoffOver,
  ({ row, run }: Subject) => limitsGrant(row?.limits, run.now),
  queueOpen,
  workers.capableWorker,
  workers.fairShare,
  workers.turn,
  workers.capacity,
  ask.acknowledged,
];

const asked = <S>(questions: readonly ((subject: S) => Check | undefined)[], of: S): readonly Check[] =>
  questions.flatMap((question) => question(of) ?? []);

const runChecks = once((run: RunFacts) => asked(RUN_CHECKS, run));

export function explainRun(run: RunFacts): RunExplanation {
  const own = isFinalRunState(run.state) ? undefined : runChecks(run).find(isBlock);
  const waiting = run.plan.tasks
    // Whether anything will have to be undone is not known yet.
    .filter(({ no, phase }) => phase !== 'compensate' || run.phase === 'compensate' || run.tasks.has(no))
    .map((task) => explainTask(run, task))
    .filter(({ answer }) => answer.verdict !== 'pass');
  return { runId: run.runId, state: run.state, own, waiting };
}

/** What holds a run, or the first of its task runs that waits. */
function whyWaits(run: RunFacts): Check | undefined {
  const { own, waiting } = explainRun(run);
  return own ?? waiting[0]?.answer;
}

export function explainTask(run: RunFacts, task: PlanTask): TaskExplanation {
  const row = run.tasks.get(task.no);
  const state = row?.state ?? stateWithoutRow(run);
  const about = { taskNo: task.no, task: task.id, state };
  const end = endOf(run, task, row);
  if (end) return { ...about, answer: end, checks: [end] };
  // An attempt that is under way is the worker's: neither a pause nor a stop of the run is a question to it.
  const isLive = row?.holder !== undefined;
  const subject: Subject = { run, task, row };
  const checks = [...(isLive ? [] : runChecks(run)), ...asked(TASK_CHECKS, subject)];
  const last = state === 'running' ? running(row) : (workers.takenUp(subject) ?? nothingKnown(run, row));
  return { ...about, ...firstBlocker(checks, last) };
}

/** The end of a one-task run is its task run's. */
function stateWithoutRow({ state, plan }: RunFacts): TaskRunState {
  if (!isFinalRunState(state)) return 'pending';
  return plan.solo ? state : 'stopped';
}

const running = (row: TaskFacts | undefined): Check =>
  passed('RUNNING', { params: { worker: row?.holder?.worker }, since: row?.startedAt });

function endOf(run: RunFacts, task: PlanTask, row: TaskFacts | undefined): Check | undefined {
  if (row && isFinalTaskState(row.state))
    return passed('ENDED', { params: { state: row.state, reason: row.reason?.code }, since: row.endedAt });
  if (isFinalRunState(run.state))
    return passed('ENDED', {
      params: { state: run.plan.solo ? run.state : 'not_started', reason: run.reason?.code },
      since: run.endedAt,
    });
  // Its phase is over, and it had no turn.
  if (!row && comesBefore(task.phase, run.phase)) return passed('ENDED', { params: { state: 'not_started' } });
  return undefined;
}

/** Nobody should see it; what is there is shown as it is. */
function nothingKnown(run: RunFacts, row: TaskFacts | undefined): Check {
  if (run.state === 'queued') return blocked('PLATFORM', { since: run.createdAt });
  return unknown('UNKNOWN', { evidence: rawFacts(run, row), since: row?.readyAt });
}

function rawFacts(run: RunFacts, row: TaskFacts | undefined): readonly Evidence[] {
  const facts = { run: run.state, phase: run.phase, ...row };
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ kind: 'fact', name, is: value instanceof Date ? value.toISOString() : JSON.stringify(value) }],
  );
}
