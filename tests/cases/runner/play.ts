/** One play of a scenario: a project of its own, the runs that the script started, and how to wait in it. */
import { type Level, parseId } from '@carillon/core';
import { isFinalRunState, type RunState } from '@carillon/core/states';
import { ApiError, type Client, type Run, type TaskRun } from '@carillon/sdk';
import { TEST_SCOPE } from '@carillon/testkit';
import type { Worker } from '@carillon/worker';
import { Deviation } from './deviation.ts';
import type { Scene } from './scenario.ts';
import { createScriptedWork, type ScriptedWork } from './scripted-work.ts';
import { removeSchedules } from './schedules.ts';
import type { Stage } from './stage.ts';

/** The name of the run that a script starts without giving it one. */
export const ONLY_RUN = 'run';
const LOOK_EVERY_MS = 20;
const ENVIRONMENT = 'dev';

export interface Play {
  /** How long something that is expected may take. */
  patienceMs: number;
  readonly stage: Stage;
  readonly client: Client;
  readonly project: string;
  readonly scene: Scene;
  readonly work: ScriptedWork;
  /** Ids by the names that the script gave; the newest last. */
  readonly runs: Map<string, string>;
  readonly workers: Map<string, Worker>;
  /** Ids of what is no run, by name: backfills. */
  readonly others: Map<string, string>;
  /** The id of the run with this name, or of the newest one. */
  runId(name?: string): string;
  taskRun(task: string, run?: string): Promise<TaskRun>;
  /** Looks again and again until nothing deviates. */
  until<T>(look: () => Promise<T>): Promise<T>;
  /** The run once it is in this state, or in any final one. */
  reached(id: string, state: string): Promise<Run>;
}

export function openPlay(stage: Stage, scene: Scene, project: string, patienceMs: number): Play {
  const work = createScriptedWork(scene.work);
  const runs = new Map<string, string>();
  const { client } = stage;
  stage.works.set(project, work);

  const runId = (name?: string): string => {
    const id = name === undefined ? Array.from(runs.values()).at(-1) : runs.get(name);
    if (id === undefined)
      throw new Deviation(`there is no run${name === undefined ? '' : ` ${name}`}`, { isSettled: true });
    return id;
  };
  async function until<T>(look: () => Promise<T>): Promise<T> {
    const end = Date.now() + play.patienceMs;
    for (;;) {
      try {
        return await look();
      } catch (error) {
        if (!(error instanceof Deviation) || error.isSettled || Date.now() > end) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
  const play: Play = {
    patienceMs,
    stage,
    client,
    project,
    scene,
    work,
    runs,
    workers: new Map(),
    others: new Map(),
    runId,
    async taskRun(task, run) {
      const tasks = await client.runs.tasks(runId(run));
      const found = tasks.find((one) => one.task === task);
      if (!found) throw new Error(`the run has no task ${task}`);
      return found;
    },
    until,
    reached: (id, state) =>
      until(async () => {
        const run = await client.runs.get(id);
        if (run.state === state || isFinalRunState(run.state as RunState)) return run;
        throw new Deviation(`the run is ${run.state}, not ${state}: ${await standing(client, id)}`);
      }),
  };
  return play;
}

/** What tasks of a run are doing, for messages. */
async function standing(client: Client, id: string): Promise<string> {
  const tasks = await client.runs.tasks(id);
  return tasks.map(({ task, state, reason }) => `${task} ${stateText(state, reason)}`).join(', ');
}

export const stateText = (state: string, reason: { readonly code: string } | undefined): string =>
  reason === undefined ? state : `${state} ${reason.code}`;

/** Publishes what the scene names, and starts its workers. */
export async function setScene({ stage, client, project, scene, workers }: Play): Promise<void> {
  // First: it makes the project.
  await publish(client, project, scene);
  for (const { name, value, level } of scene.variables)
    await client.variables.set({ name, value, ...placeOf(project, level) });
  for (const [name, value] of Object.entries(scene.secrets)) await client.secrets.set({ name, value, project });
  for (const spec of scene.workers) workers.set(spec.name ?? spec.group, await stage.addWorker(spec));
}

function placeOf(project: string, level: Level = 'project') {
  return {
    platform: { platform: true },
    tenant: {},
    project: { project },
    environment: { project, environment: ENVIRONMENT },
  }[level];
}

export async function publish(
  client: Client,
  project: string,
  { documents, files }: Pick<Scene, 'documents' | 'files'>,
): Promise<void> {
  try {
    await client.documents.apply({
      documents: documents.map((document, i) => ({
        path: `${i}.yaml`,
        text: JSON.stringify({ project, ...document }),
      })),
      files,
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Another play has just published a calendar.
    if (error.code === 'CONFLICT_BUSY') return publish(client, project, { documents, files });
    const findings = error.errors.map((one) => JSON.stringify(one)).join('\n');
    throw new Error(`the documents are refused: ${error.message}\n${findings}`, { cause: error });
  }
}

/** Nothing of it goes on after it. */
export async function closePlay(play: Play): Promise<void> {
  const { stage, client, project, scene, work, runs, workers } = play;
  work.end();
  await removeSchedules(play);
  const open = await client.runs.list({ project, state: ['queued', 'running', 'paused', 'stopping'], limit: 100 });
  const ids = new Set([...runs.values(), ...open.items.map(({ id }) => id)]);
  const { controller } = stage.cluster.scheduler;
  const by = { actor: 'cases', reason: { code: 'STOPPED_BY_USER' }, kill: true } as const;
  await Promise.all(Array.from(ids, (id) => controller.stop(TEST_SCOPE, parseId('run', id) ?? id, by)));
  await Promise.all(Array.from(workers.values(), (worker) => worker.stop({ drainMs: 0 })));
  for (const { name, level } of scene.variables) await client.variables.remove({ name, ...placeOf(project, level) });
  stage.works.delete(project);
}
