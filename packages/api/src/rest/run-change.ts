/** What a command comes to, as an answer or an error, and what it would do. */
import {
  CarillonError,
  type ControlResult,
  compilePlan,
  formatId,
  type MarkState,
  type Plan,
  previewReopening,
  previewRerun,
  type Refusal,
  type RerunProblem,
  type RerunResult,
  type RerunSelection,
  type RunRecord,
  runObstacle,
  type TaskChange,
  type TaskRunCommand,
  type TaskRunRecord,
  type TaskRunState,
  taskRunObstacle,
  type WorkflowDocument,
  said,
  type Said,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { wrongInput, meant } from '../http/problem.ts';
import { notFound } from './context.ts';
import { keyReused } from './idempotency.ts';
import { present, type Viewer } from './views.ts';
import { runView } from './run-views.ts';
import { standingOf } from './task-run-views.ts';

export type KnownRun = RunRecord & { readonly document: WorkflowDocument };

export const conflict = (message: Said, why: { readonly hint: Said } | { readonly refusal: Refusal }) =>
  new CarillonError({ code: 'CONFLICT_STATE', message, ...why });

/** @throws CarillonError where nothing was done */
export function assertRunChanged(result: ControlResult, command: 'pause' | 'resume', run: RunRecord): void {
  if (result.kind === 'done' || result.kind === 'unchanged') return;
  if (result.kind === 'not_found') throw notFound('run');
  const obstacle = result.kind === 'already_final' ? 'RUN_ENDED' : (runObstacle(command, run) ?? 'RUN_HELD');
  throw conflict(said`the run is ${run.state} and cannot take "${command}"`, { refusal: { code: obstacle } });
}

/** @throws CarillonError where nothing was done */
export function assertTaskChanged(
  result: ControlResult,
  command: TaskRunCommand,
  run: RunRecord,
  task: TaskRunRecord,
): void {
  if (result.kind === 'done' || result.kind === 'unchanged') return;
  if (result.kind === 'not_found') throw notFound('task run');
  if (result.kind === 'refused' && result.tasks) throw runningDownstream(task.task, result.tasks);
  const obstacle = result.kind === 'already_final' ? 'RUN_ENDED' : taskRunObstacle(command, standingOf(run, task));
  throw conflict(
    said`the task "${task.task}" is ${task.state} and cannot take "${command}"`,
    obstacle ? { refusal: { code: obstacle } } : { hint: said`It has moved on meanwhile. Look at it again.` },
  );
}

const runningDownstream = (task: string, running: readonly string[]): CarillonError =>
  conflict(said`attempts are under way that depend on "${task}": ${running.join(', ')}`, {
    hint: said`Wait until they have ended, or stop the run.`,
  });

export const stillOpen = (): CarillonError =>
  conflict(said`the run is open and cannot run again`, { refusal: { code: 'RUN_OPEN' } });

/** @throws CarillonError where no run was made */
export function rerunOutcome(result: RerunResult, plan: Plan): { readonly runId: string; readonly isReplay: boolean } {
  if ('problem' in result) throw rerunProblem(result, plan);
  switch (result.kind) {
    case 'started':
    case 'replayed':
      return { runId: result.runId, isReplay: result.kind === 'replayed' };
    case 'key_reused':
      throw keyReused();
    case 'not_found':
      throw notFound('run');
    case 'still_open':
      throw stillOpen();
    case 'part':
      throw conflict(said`the run is a part of ${formatId('run', result.of)}`, { refusal: { code: 'RUN_IS_PART' } });
  }
}

function rerunProblem(problem: RerunProblem, plan: Plan): CarillonError {
  if (problem.problem === 'nothing_to_rerun')
    return conflict(said`nothing of the run has failed`, {
      hint: said`Rerun all of it, or name the tasks to run again.`,
    });
  const known = plan.tasks.flatMap(({ id, phase }) => (phase === 'tasks' ? [id] : []));
  const hint = meant(problem.task, known);
  const message = said`there is no task "${problem.task}" to run again${hint === undefined ? '' : said`. ${hint}`}`;
  return wrongInput('/tasks', message);
}

/** @param plan of the version that is to run. @throws CarillonError where it cannot be */
export function rerunChanges(
  plan: Plan,
  tasks: readonly TaskRunRecord[],
  selection: RerunSelection,
): readonly TaskChange[] {
  const changes = previewRerun(plan, new Map(tasks.map(({ task, state }) => [task, state])), selection);
  if ('problem' in changes) throw rerunProblem(changes, plan);
  return changes;
}

/** In an open run. @throws CarillonError where it cannot be */
export function openChanges(
  run: KnownRun,
  tasks: readonly TaskRunRecord[],
  { taskNo, command, as }: { readonly taskNo: number; readonly command: TaskRunCommand; readonly as?: MarkState },
): readonly TaskChange[] {
  const states = new Map<number, TaskRunState>(tasks.map((task) => [task.taskNo, task.state]));
  const task = tasks.find((one) => one.taskNo === taskNo);
  if (!task) throw notFound('task run');
  const obstacle = taskRunObstacle(command, standingOf(run, task));
  if (obstacle)
    throw conflict(said`the task "${task.task}" is ${task.state} and cannot take "${command}"`, {
      refusal: { code: obstacle },
    });
  const changes = previewReopening(compilePlan(run.document), states, taskNo, as);
  if (!('problem' in changes)) return changes;
  if (changes.problem === 'running') throw runningDownstream(task.task, changes.tasks);
  // It has not ended: only it is touched.
  return [{ task: task.task, state: task.state, effect: 'mark', ...(as ? { as } : {}) }];
}

/** @throws CarillonError PLAN_STALE where other tasks would run than the preview said */
export function assertExpected(changes: readonly TaskChange[], expected: readonly string[] | undefined): void {
  if (expected === undefined) return;
  const runs = changes.flatMap(({ task, effect }) => (effect === 'run' ? [task] : [])).sort();
  if (runs.join() === [...expected].sort().join()) return;
  throw new CarillonError({
    code: 'PLAN_STALE',
    message: said`now ${runs.length === 0 ? 'no task' : runs.join(', ')} would run`,
    hint: said`Look at the preview again.`,
  });
}

export interface Changed {
  /** The one that goes on; of a preview the one it is about. */
  readonly run: RunRecord;
  readonly dryRun: boolean;
  readonly isNew: boolean;
  /** Made before, by the same idempotency key. */
  readonly isReplay?: boolean;
  readonly version: number;
  readonly params: rest.Run['params'];
  readonly tasks: readonly TaskChange[];
}

export function sendChange(
  request: FastifyRequest,
  reply: FastifyReply,
  changed: Changed,
  viewer: Viewer,
): FastifyReply {
  const { run, dryRun, isNew, isReplay, version, params, tasks } = changed;
  tellAudit(request, changed);
  if (isReplay) reply.header('idempotency-replayed', 'true');
  return reply.code(isNew && !dryRun ? 201 : 200).send({
    dryRun,
    newRun: isNew,
    run: runView(run, viewer),
    version,
    params,
    tasks: tasks.map((change) => present({ ...change })),
  } satisfies rest.RunChange);
}

/** Tasks that a row names; their number is told in any case. */
const MAX_TOLD = 100;

/** A look changes nothing and leaves no row; a change tells what it touched, and where that lives. */
function tellAudit(request: FastifyRequest, { run, dryRun, isNew, tasks }: Changed): void {
  const { audit } = request;
  audit.isWritten = dryRun;
  audit.project = run.project;
  audit.environment = run.environment;
  const touched = tasks.filter(({ effect }) => effect !== 'keep');
  audit.after = {
    ...(isNew ? { run: formatId('run', run.id) } : {}),
    tasks: touched.slice(0, MAX_TOLD).map(({ task, effect, as }) => `${task}: ${as ?? effect}`),
    count: touched.length,
  };
}
