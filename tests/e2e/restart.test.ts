import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyOf, killAll, survivorsOf } from './host-processes.ts';
import { type Platform, startPlatform } from './platform.ts';
import { awaiting, makeSigns, type Signs } from './signs.ts';
import { until } from './until.ts';

const TASKS = ['beside', 'first', 'last', 'middle'];

let platform: Platform;
let signs: Signs;

beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  signs = await makeSigns(platform.dataDir);
});
afterAll(() => platform?.remove());

/** Each task writes a line when it ends; the second one waits in the middle of the run. */
async function startRun(name: string): Promise<string> {
  const step = (task: string, ...more: string[]) => ({
    type: 'shell',
    with: { script: [...more, `echo ${task} >> "${signs.directory}/${name}.done"`].join('\n') },
  });
  await platform.publish({
    name,
    tasks: {
      first: step('first'),
      middle: {
        ...step('middle', `: > "${signs.directory}/${name}.middle"`, awaiting(signs, `${name}.go`)),
        needs: ['first'],
      },
      beside: { ...step('beside'), needs: ['first'] },
      last: { ...step('last'), needs: ['middle', 'beside'] },
    },
  });
  const { id } = await platform.client.runs.start({ workflow: name });
  await signs.seen(`${name}.middle`);
  await until('the task beside it', async () =>
    (await platform.client.runs.tasks(id)).some(({ task, state }) => task === 'beside' && state === 'success'),
  );
  return id;
}

const runIds = async () => (await platform.client.runs.list({ limit: 50 })).items.map(({ id }) => id);

async function expectEachTaskOnce(run: string, name: string): Promise<void> {
  expect((await platform.client.runs.wait(run)).state).toBe('success');
  const tasks = await platform.client.runs.tasks(run);
  expect(tasks.map(({ task, state }) => `${task} ${state}`).sort()).toEqual(TASKS.map((task) => `${task} success`));
  for (const { id, task } of tasks) {
    const states = (await platform.client.taskRuns.attempts(id)).map(({ state }) => state);
    expect({ task, successes: states.filter((state) => state === 'success') }).toEqual({
      task,
      successes: ['success'],
    });
    if (task !== 'middle') expect({ task, states }).toEqual({ task, states: ['success'] });
  }
  const steps = (await platform.client.runs.events(run)).flatMap(({ transitions }) => transitions);
  const ends = steps.flatMap(({ task, to }) => (task !== undefined && to === 'success' ? [task] : []));
  expect(ends.sort()).toEqual(TASKS);
  expect([...(await signs.lines(`${name}.done`))].sort()).toEqual(TASKS);
}

describe('a server that is killed in the middle of a run', () => {
  it('takes the run to its end when it is started again on the same data', async () => {
    const run = await startRun('server-killed');
    const before = await runIds();

    platform.dev.signal('SIGKILL');
    await until('its end', () => platform.dev.hasEnded());
    await platform.start();
    expect(await runIds()).toEqual(before);
    await signs.give('server-killed.go');
    await expectEachTaskOnce(run, 'server-killed');
  });
});

describe('a machine whose processes all die in the middle of a run', () => {
  it('takes the run to its end when it is started again on the same data', async () => {
    const run = await startRun('all-killed');
    const before = await runIds();
    const family = await familyOf(platform.dev.pid);
    const sockets = /unix_socket_directories=(\S+)/.exec(family.map(({ command }) => command).join('\n'))?.[1] ?? '';
    expect(existsSync(sockets)).toBe(true);

    killAll(family);
    await until('the end of every process', async () => (await survivorsOf(family)).length === 0);
    await platform.start();
    expect(await runIds()).toEqual(before);
    await signs.give('all-killed.go');
    await expectEachTaskOnce(run, 'all-killed');
    expect(existsSync(sockets)).toBe(false);
  });
});
