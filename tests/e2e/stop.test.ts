import { afterAll, beforeAll, expect, it } from 'vitest';
import { processesWith } from './host-processes.ts';
import { type Platform, startPlatform } from './platform.ts';
import { startProgram } from './program.ts';
import { makeSigns, type Signs } from './signs.ts';
import { until } from './until.ts';

let platform: Platform;
let signs: Signs;

beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  signs = await makeSigns(platform.dataDir);
});
afterAll(() => platform?.remove());

/** Twice forked, in a session of its own, without its streams and deaf to TERM: as far away as a daemon gets. */
const daemon = (sign: string): string => `
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        open('${sign}', 'w').close()
        while True:
            time.sleep(1)
    os._exit(0)
os.wait()
`;

it('stops a run whose task leaves a daemon and ignores TERM: nothing of it survives on the host', async () => {
  await platform.publish({
    name: 'stubborn',
    tasks: {
      hold: {
        type: 'python',
        with: {
          script: `${daemon(`${signs.directory}/daemon`)}
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True:
    time.sleep(1)
`,
        },
      },
      after: { type: 'shell', needs: ['hold'], with: { script: `: > "${signs.directory}/after"` } },
    },
  });
  const waiting = startProgram(['run', 'start', 'stubborn', '--wait', '-o', 'json'], {
    CARILLON_DATA_DIR: platform.dataDir,
  });
  await signs.seen('daemon');
  const [run] = (await platform.client.runs.list({ workflow: 'stubborn' })).items;
  const marker = `CARILLON_RUN_ID=${run?.id}`;
  expect((await processesWith(marker)).length).toBeGreaterThanOrEqual(2);

  const stop = await platform.cli('run', 'stop', run?.id ?? '');
  expect(stop).toMatchObject({ code: 0 });

  // The grace of 30 s passes first; then the state is final only when the processes are gone.
  const ended = await platform.client.runs.wait(run?.id ?? '');
  expect(await processesWith(marker)).toEqual([]);
  expect(ended).toMatchObject({ state: 'stopped', reason: { code: 'STOPPED_BY_USER' } });
  const { code, out } = await waiting.ended;
  expect(code).toBe(11);
  expect(JSON.parse(out)).toMatchObject({ id: run?.id, state: 'stopped' });
  const tasks = await platform.client.runs.tasks(run?.id ?? '');
  expect(tasks.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  await expect(signs.lines('after')).resolves.toEqual([]);
});

it('stops a task that listens to TERM without waiting for the grace, and keeps what it said', async () => {
  await platform.publish({
    name: 'polite',
    tasks: {
      hold: {
        type: 'shell',
        with: {
          script: `trap 'echo tidied; exit 0' TERM\n: > "${signs.directory}/up"\nwhile :; do sleep 0.1; done`,
        },
      },
    },
  });
  const { id } = await platform.client.runs.start({ workflow: 'polite' });
  await signs.seen('up');
  await platform.client.runs.stop(id);
  expect((await platform.client.runs.wait(id)).state).toBe('stopped');
  const [task] = await platform.client.runs.tasks(id);
  await until('the last words of the task', async () =>
    (await platform.client.taskRuns.log(task?.id ?? '', 1)).text.includes('tidied'),
  );
});
