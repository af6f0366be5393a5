/** Where scenarios are played: one scheduler, its API, a worker that does as it is told and one with real programs. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createApi } from '@carillon/api';
import { builtinExecutors, createFileProbe } from '@carillon/executors';
import { createLogger, createMetrics, newUuid } from '@carillon/runtime';
import { type Client, createClient } from '@carillon/sdk';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { createWorker, type Worker } from '@carillon/worker';
import { startEcho } from './echo.ts';
import type { WorkerSpec } from './scenario.ts';
import { type ScriptedWork, scriptedExecutors } from './scripted-work.ts';

/** Many scenarios hold attempts at once. */
const SLOTS = 500;
/** Twenty scenarios at once make one process pause for longer than the usual lease of tests bears. */
const LEASE = { leaseMs: 4_500, heartbeatMs: 500, selfStopTermMs: 2_700, selfStopKillMs: 3_600 };
/** Tasks of this worker group are carried out by real programs. */
const REAL_GROUP = 'real';
const TOKEN = `crl_api_${'0'.repeat(26)}_${randomBytes(32).toString('base64url')}_abcdef`;

export interface Stage {
  readonly cluster: TestCluster;
  readonly client: Client;
  /** By project: each play has one of its own. */
  readonly works: Map<string, ScriptedWork>;
  addWorker(spec: WorkerSpec): Promise<Worker>;
  stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const waitDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-waits-'));
  await writeFile(path.join(waitDirectory, 'orders.csv'), 'a,b\n');
  const probe = createFileProbe({ directories: [waitDirectory], allowLoopback: true });
  const cluster = await startTestCluster({}, { probe, lease: LEASE });
  const { store, scheduler, grpcPort } = cluster;
  const works = new Map<string, ScriptedWork>();
  const log = createLogger({ name: 'cases', level: 'error' });
  const silent = createLogger({ name: 'worker', level: 'silent' });
  const api = createApi({
    ...store,
    control: scheduler.scheduleControl,
    starter: scheduler.starter,
    controller: scheduler.controller,
    log,
    metrics: createMetrics(),
    config: { host: '127.0.0.1', port: 0, environment: 'dev', rateLimit: { perSecond: 0, burst: 0 } },
    onApplied: () => scheduler.scheduleChanged(),
  });
  const { port } = await api.start();
  const secretHash = createHash('sha256').update(TOKEN).digest();
  await store.access.addToken({ id: newUuid(), account: 'admin', kind: 'api', secretHash, name: 'admin' });
  const client = createClient({ server: `http://127.0.0.1:${port}`, token: TOKEN });

  const toServer = { servers: [`127.0.0.1:${grpcPort}`], token: 'test' };
  const addWorker = async (spec: WorkerSpec): Promise<Worker> => {
    const executors = scriptedExecutors((project) => works.get(project), spec.name ?? spec.group);
    const worker = createWorker({ config: { ...toServer, slots: SLOTS, ...spec }, executors, log: silent });
    await worker.start();
    return worker;
  };
  const stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-cases-'));
  const real = createWorker({
    config: {
      ...toServer,
      name: REAL_GROUP,
      group: REAL_GROUP,
      slots: 4,
      stateDirectory,
      connections: { warehouse: { kind: 'postgres', url: cluster.database.url } },
    },
    executors: builtinExecutors({ allowLoopback: true }),
    log: silent,
  });
  const echo = await startEcho();
  await client.variables.set({ name: 'echo_url', value: echo.url });
  await client.variables.set({ name: 'wait_directory', value: waitDirectory });
  const [scripted] = await Promise.all([addWorker({ group: 'default', name: 'scripted' }), real.start()]);
  return {
    cluster,
    client,
    works,
    addWorker,
    async stop() {
      await Promise.all([scripted, real].map((worker) => worker.stop({ drainMs: 0 })));
      await Promise.all([api.stop(), echo.stop()]);
      await cluster.stop();
      for (const directory of [stateDirectory, waitDirectory]) await rm(directory, { recursive: true, force: true });
    },
  };
}
