/** What came of a play, in the shape of what was expected of it, so that the two can be laid side by side. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '@carillon/core';
import { isFinalTaskState, isFinalRunState, type RunState, type TaskRunState } from '@carillon/core/states';
import type { Run, TaskRun } from '@carillon/sdk';
import { stringify } from 'yaml';
import { backfillOutcome } from './backfills.ts';
import { Deviation } from './deviation.ts';
import { ONLY_RUN, type Play, stateText } from './play.ts';
import { firingsOutcome, ledgerOutcome } from './schedules.ts';
import { matchTrace, type Trace } from './trace.ts';
import { word } from './word.ts';

const RUN_FIELDS = ['run', 'tasks', 'trace', 'outputs', 'params', 'version', 'date', 'trigger'];
const PLAY_FIELDS = ['runs', 'given', 'workers', 'begun', 'started', 'ledger', 'firings', 'backfill'];

/** @throws Deviation naming what is other than expected, and all that was seen */
export async function compare(play: Play, expected: JsonObject): Promise<void> {
  const unknown = Object.keys(expected).filter((field) => ![...RUN_FIELDS, ...PLAY_FIELDS].includes(field));
  if (unknown.length > 0) throw new Error(`an expectation has no ${unknown.join(', ')}; see README.md`);
  const { runs, given, workers, begun, started, ledger, firings, backfill, ...only } = expected;
  const seen: Record<string, Json> = {};
  if (Object.keys(only).length > 0) Object.assign(seen, await runOutcome(play, ONLY_RUN, only));
  if (runs !== undefined)
    seen['runs'] = Object.fromEntries(
      await Promise.all(
        Object.entries(runs as JsonObject).map(async ([name, of]) => [
          name,
          await runOutcome(play, name, of as JsonObject),
        ]),
      ),
    );
  if (ledger !== undefined) seen['ledger'] = await ledgerOutcome(play, ledger as readonly string[]);
  if (firings !== undefined) seen['firings'] = await firingsOutcome(play, firings as JsonObject);
  if (backfill !== undefined) seen['backfill'] = await backfillOutcome(play, backfill as JsonObject);
  if (given !== undefined) seen['given'] = givenOutcome(play, given as JsonObject);
  if (workers !== undefined)
    seen['workers'] = Object.fromEntries(Object.keys(workers ?? {}).map((task) => [task, workersOf(play, task)]));
  if (begun !== undefined) seen['begun'] = [...play.work.begun];
  if (started !== undefined) seen['started'] = (await play.client.runs.list({ project: play.project })).items.length;
  if (!isDeepStrictEqual(seen, expected))
    throw new Deviation(`seen:\n${stringify(seen)}expected:\n${stringify(expected)}`);
}

async function runOutcome(play: Play, name: string, expected: JsonObject): Promise<JsonObject> {
  const id = play.runId(name);
  const [state = ''] = word(expected['run'] ?? 'success').split(' ');
  const run = await play.reached(id, state);
  const seen: Record<string, Json> = {};
  for (const field of Object.keys(expected)) seen[field] = await outcomeOf(play, run, { field, expected });
  return seen;
}

async function outcomeOf(
  play: Play,
  run: Run,
  { field, expected }: { readonly field: string; readonly expected: JsonObject },
): Promise<Json> {
  switch (field) {
    case 'run':
      return stateText(run.state, run.reason);
    case 'tasks':
      return tasksOutcome(play, await play.client.runs.tasks(run.id), expected['tasks'] as JsonObject);
    case 'trace':
      return traceOutcome(play, run.id, expected['trace'] as Trace);
    case 'outputs':
      return (run.outputs ?? null) as Json;
    case 'params':
      return run.params as JsonObject;
    case 'version':
      return run.version;
    case 'date':
      return run.logicalDate ?? null;
    case 'trigger':
      return run.trigger.kind;
    default:
      throw new Error(`of a run nothing can be expected about ${field}; see README.md`);
  }
}

async function tasksOutcome(play: Play, tasks: readonly TaskRun[], expected: JsonObject): Promise<JsonObject> {
  const seen = await Promise.all(
    tasks.map(async (task) => [task.task, await taskOutcome(play, task, expected[task.task])]),
  );
  return Object.fromEntries(seen);
}

/** As short as it is expected: its state and reason, or a map of what is asked for. */
async function taskOutcome(play: Play, task: TaskRun, expected: Json | undefined): Promise<Json> {
  const state = stateText(task.state, task.reason);
  if (typeof expected !== 'object' || expected === null) return state;
  const seen: Record<string, Json> = {};
  for (const [field, asked] of Object.entries(expected as JsonObject)) {
    if (field === 'state') seen[field] = state;
    else if (field === 'attempts')
      seen[field] = (await play.client.taskRuns.attempts(task.id)).map((one) => stateText(one.state, one.reason));
    else if (field === 'reason') seen[field] = partOf(task.reason?.params, asked);
    else seen[field] = (task as unknown as JsonObject)[field] ?? null;
  }
  return seen;
}

async function traceOutcome(play: Play, id: string, expected: Trace): Promise<Json> {
  const steps: string[] = [];
  for (const { transitions } of await play.client.runs.events(id))
    for (const { task, to, reason } of transitions) {
      const step = `${task ?? ONLY_RUN} ${stateText(to, reason)}`;
      const isEnd = task === undefined ? isFinalRunState(to as RunState) : isFinalTaskState(to as TaskRunState);
      if (isEnd || mentions(expected, step)) steps.push(step);
    }
  return matchTrace(expected, steps);
}

const mentions = (trace: Trace, step: string): boolean => trace.flat().includes(step);

/** Of what the last attempt of each task was given, as much as is asked for. */
function givenOutcome(play: Play, expected: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(expected).map(([task, of]) => {
      const all = play.work.given.get(task) ?? [];
      if (!Array.isArray(of)) return [task, partOf(all.at(-1), of)];
      return [task, all.map((one, i) => partOf(one, (of as readonly Json[])[i] ?? null))];
    }),
  );
}

/** Those that carried out attempts of a task, by name. */
function workersOf(play: Play, task: string): readonly string[] {
  return Array.from(new Set(play.work.given.get(task)?.map(({ worker }) => worker))).sort();
}

function partOf(seen: unknown, asked: Json): Json {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return (seen ?? null) as Json;
  const all = (seen ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(asked).map(([key, part]) => [key, partOf(all[key], part)]));
}
