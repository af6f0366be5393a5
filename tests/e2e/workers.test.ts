import type { Attempt, TaskRun } from '@carillon/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesWith } from './host-processes.ts';
import { type Platform, startPlatform } from './platform.ts';
import type { Program } from './program.ts';
import { awaiting, makeSigns, type Signs } from './signs.ts';
import { until } from './until.ts';

let platform: Platform;
let signs: Signs;
const workers = new Map<string, Program>();

beforeAll(async () => {
  // The worker of `dev` joins another group, so that what a test starts runs on the workers it made.
  platform = await startPlatform({ words: ['--no-examples'], settings: { CARILLON_WORKER_GROUP: 'aside' } });
  signs = await makeSigns(platform.dataDir);
  await Promise.all(['one', 'two'].map(startWorker));
});
afterAll(() => platform?.remove());

async function startWorker(name: string): Promise<void> {
  workers.set(name, await platform.worker(name));
}

/** Leaves a child outside its process group, says who it is, and waits to be allowed to end. */
async function startTask(name: string, group?: string): Promise<{ run: string; task: TaskRun }> {
  const placed = group === undefined ? {} : { workers: { group } };
  await platform.publish({
    name,
    tasks: {
      work: {
        type: 'shell',
        ...placed,
        outputs: { by: 'integer' },
        with: {
          script: [
            `(setsid sh -c 'trap "" TERM; while :; do sleep 1; done' >/dev/null 2>&1 &)`,
            `: > "${signs.directory}/${name}.began.$CARILLON_ATTEMPT"`,
            awaiting(signs, `${name}.end.$CARILLON_ATTEMPT`),
            'echo "by=$CARILLON_ATTEMPT" >> "$CARILLON_OUTPUT"',
          ].join('\n'),
        },
      },
      after: { type: 'shell', needs: ['work'], ...placed, with: { script: 'true' } },
    },
  });
  const { id } = await platform.client.runs.start({ workflow: name });
  await signs.seen(`${name}.began.1`);
  return { run: id, task: await taskOf(id) };
}

async function taskOf(run: string): Promise<TaskRun> {
  const found = (await platform.client.runs.tasks(run)).find(({ task }) => task === 'work');
  if (!found) throw new Error(`${run} has no task "work"`);
  return found;
}

/** The attempts in the order of their numbers. */
async function attemptsOf({ id }: TaskRun): Promise<readonly Attempt[]> {
  return [...(await platform.client.taskRuns.attempts(id))].sort((a, b) => a.attempt - b.attempt);
}

const processesOf = ({ id }: Attempt) => processesWith(`CARILLON_ATTEMPT_ID=${id}`);

async function firstAttempt(task: TaskRun): Promise<{ attempt: Attempt; worker: Program; name: string }> {
  const [attempt] = await attemptsOf(task);
  const name = attempt?.worker ?? '';
  const worker = workers.get(name);
  if (!attempt || !worker) throw new Error(`no attempt of ${task.id} runs on a worker of this test`);
  return { attempt, worker, name };
}

async function lost(task: TaskRun): Promise<readonly Attempt[]> {
  return until('the loss of the first attempt and a second one', async () => {
    const attempts = await attemptsOf(task);
    return attempts[0]?.state === 'lost' && attempts.length === 2 && attempts;
  });
}

async function expectOneSuccess(run: string, task: TaskRun, lostWorker: string): Promise<void> {
  expect((await platform.client.runs.wait(run)).state).toBe('success');
  const [first, second, ...others] = await attemptsOf(task);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ state: 'lost', worker: lostWorker, reason: { code: 'WORKER_LOST' } });
  expect(second).toMatchObject({ state: 'success', exitCode: 0 });
  expect(second?.worker).not.toBe(lostWorker);
  expect(BigInt(second?.fence ?? 0)).toBeGreaterThan(BigInt(first?.fence ?? 0));
  expect((await taskOf(run)).outputs).toEqual({ by: 2 });
  const steps = (await platform.client.runs.events(run)).flatMap(({ transitions }) => transitions);
  expect(steps.filter(({ task, to }) => task === 'work' && to === 'success')).toHaveLength(1);
}

describe('a worker that is killed in the middle of a task', () => {
  it('leaves nothing behind, and the run finishes on another worker with a higher fence', async () => {
    const { run, task } = await startTask('killed');
    const { attempt, worker, name } = await firstAttempt(task);
    expect((await processesOf(attempt)).length).toBeGreaterThan(1);

    worker.signal('SIGKILL');
    await until('the end of its processes', async () => (await processesOf(attempt)).length === 0);
    await lost(task);
    await signs.seen('killed.began.2');
    await signs.give('killed.end.2');
    await expectOneSuccess(run, task, name);
    await startWorker(name);
  });
});

describe('a worker that is frozen past its lease', () => {
  it('comes back to a task that is no longer its own: its report is refused and its processes are gone', async () => {
    const { run, task } = await startTask('frozen');
    const { attempt, worker, name } = await firstAttempt(task);

    worker.signal('SIGSTOP');
    // Its task goes on, ends well, and waits to be reported; the child it left goes on as well.
    await signs.give('frozen.end.1');
    await lost(task);
    await signs.seen('frozen.began.2');
    expect(await processesOf(attempt)).not.toEqual([]);

    worker.signal('SIGCONT');
    await until('the end of what the first attempt left', async () => (await processesOf(attempt)).length === 0);
    await until('its return', async () => {
      const { items } = await platform.client.workers.list();
      return items.some((known) => known.name === name && known.state === 'online');
    });
    expect((await attemptsOf(task)).map(({ state }) => state)).toEqual(['lost', 'running']);

    await signs.give('frozen.end.2');
    await expectOneSuccess(run, task, name);
  });
});

describe('a worker that drains', () => {
  /** Alone in a group of its name. */
  async function endedWhileDraining(name: string, end: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const settings = { CARILLON_DRAIN: '10m', CARILLON_WORKER_GROUP: name };
    const worker = await platform.worker(name, settings);
    workers.set(name, worker);
    const { run, task } = await startTask(name, name);
    const { attempt } = await firstAttempt(task);
    worker.signal('SIGTERM');
    await until('its drain', async () => {
      const { items } = await platform.client.workers.list();
      return items.some((known) => known.name === name && known.state === 'draining');
    });
    expect(await processesOf(attempt)).not.toEqual([]);

    // Two signals that follow each other closely are taken for one.
    await until('its end', () => {
      if (!worker.hasEnded()) worker.signal(end);
      return worker.hasEnded();
    });
    expect((await worker.ended).code).toBe(end === 'SIGTERM' ? 130 : null);
    await until('the end of its processes', async () => (await processesOf(attempt)).length === 0);
    workers.set(name, await platform.worker(name, settings));
    await signs.seen(`${name}.began.2`);
    await signs.give(`${name}.end.2`);
    expect((await platform.client.runs.wait(run)).state).toBe('success');
    expect((await attemptsOf(task)).map(({ state }) => state)).toEqual(['lost', 'success']);
    workers.get(name)?.signal('SIGTERM');
    expect((await workers.get(name)?.ended)?.code).toBe(0);
  }

  it('ends at once at a second TERM, or lost when it is killed: nothing is left, and its work goes on when it is back', () =>
    Promise.all([endedWhileDraining('impatient', 'SIGTERM'), endedWhileDraining('drained', 'SIGKILL')]));
});
