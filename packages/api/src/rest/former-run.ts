/** What a former run gives to a task that is tried: its params, and what other tasks came to there. */
import {
  compilePlan,
  type GivenTask,
  type JsonObject,
  outputReference,
  type Principal,
  type Result,
  type RunRecord,
  type TaskRunRecord,
  type TaskScope,
  tasksContext,
  isFinalTaskState,
} from '@carillon/core';
import { type ApiContext, notFound, runIdOf } from './context.ts';

export interface FormerRun {
  readonly run: RunRecord;
  /** As a task that stands there reads them. */
  readonly tasks: Readonly<Record<string, GivenTask>>;
}

/** @throws CarillonError NOT_FOUND */
export async function formerRun(
  { queries }: Pick<ApiContext, 'queries'>,
  principal: Principal,
  of: { readonly run: string; readonly task: TaskScope },
): Promise<FormerRun> {
  const id = runIdOf(of.run);
  const run = await queries.run(principal, id);
  if (!run) throw notFound('run');
  const plan = compilePlan(run.document);
  const ended = ((await queries.taskRuns(principal, id)) ?? []).filter(({ state }) => isFinalTaskState(state));
  const context = tasksContext(plan, of.task, new Map(ended.map((task) => [task.taskNo, resultOf(task)])));
  const { [of.task.name]: _itself, ...tasks } = context as Readonly<Record<string, Ended>>;
  const given = Object.entries(tasks).map(([name, { state, outputs }]) => [name, { state, outputs }]);
  return { run, tasks: Object.fromEntries(given) };
}

type Ended = Result & Required<GivenTask>;

/** What is kept elsewhere for its size is not taken over: whoever tests gives a smaller one. */
function resultOf({ state, output = {}, attempt, exitCode }: TaskRunRecord): Result {
  const small = Object.entries(output).filter(([name, value]) => outputReference(name, value) === undefined);
  const outputs: JsonObject = Object.fromEntries(small);
  return { state, reason: null, outputs, attempts: attempt, exitCode: exitCode ?? null };
}
