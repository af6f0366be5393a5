import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@carillon/testkit/services';
import { expect, it } from 'vitest';
import { familyOf, type HostProcess, killAll, survivorsOf } from './host-processes.ts';
import { startNpm } from './npm.ts';
import { readAnnouncement, removeData } from './platform.ts';
import { until } from './until.ts';

it('npm start ends with 0 and leaves nothing when Ctrl-C reaches every process of the terminal', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'carillon-e2e-'));
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const npm = startNpm(['start', '--silent', '--', '--no-examples'], {
    CARILLON_DATA_DIR: dataDir,
    CARILLON_HTTP_PORT: String(http),
    CARILLON_GRPC_PORT: String(grpc),
    CARILLON_METRICS_PORT: String(metrics),
  });
  let family: readonly HostProcess[] = [];
  try {
    await until('a started server', async () => {
      if (npm.hasEnded()) throw new Error(`npm start ended while it was starting:\n${npm.said()}`);
      const isStarted = npm.said().includes('Ctrl-C stops everything');
      family = await familyOf(npm.pid);
      return isStarted;
    });
    npm.pressCtrlC();
    expect({ code: await npm.ended, said: npm.said() }).toMatchObject({
      code: 0,
      said: expect.stringContaining('stopping;') as string,
    });
    expect(npm.said()).not.toMatch(/error|fatal|ended by itself/i);
    expect(family.length).toBeGreaterThan(3);
    await until('the end of everything it started', async () => (await survivorsOf(family)).length === 0);
    expect(await readAnnouncement(dataDir)).toBeUndefined();
  } finally {
    killAll(await survivorsOf(family));
    await removeData(dataDir);
  }
});
