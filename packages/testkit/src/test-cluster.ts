/** A scheduler on a database of its own and function workers beside it, in this process but over the real stream. */
import type {
  DocumentFiles,
  JsonObject,
  RunRecord,
  RunState,
  Scope,
  TaskRunRecord,
  WorkflowDocument,
} from '@carillon/core';
import { createLogger, createMetrics, newUuid } from '@carillon/runtime';
import { createScheduler, type Scheduler } from '@carillon/scheduler';
import { createFunctionWorker, type FunctionWorker, type Handler } from '@carillon/sdk/worker';
import { openStore, type Store } from '@carillon/store';
import { vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const FINAL: ReadonlySet<RunState> = new Set(['success', 'failed', 'stopped']);
const PATIENCE_MS = 20_000;
/** Short, so that tests of lost workers need not wait a quarter of a minute. */
const LEASE = { leaseMs: 1_500, heartbeatMs: 250, selfStopTermMs: 900, selfStopKillMs: 1_200 };
const TENANT = { tenantKey: 1 };
export const TEST_SCOPE: Scope = { tenantKey: 1, projectKey: 1, environmentKey: 1 };

export interface TestCluster {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly scheduler: Scheduler;
  readonly grpcPort: number;
  addWorker(
    handlers: Readonly<Record<string, Handler>>,
    options?: { readonly slots?: number; readonly name?: string },
  ): Promise<FunctionWorker>;
  /** Makes a version of the workflow live; its key. */
  publish(
    document: WorkflowDocument,
    files?: DocumentFiles,
  ): Promise<{ readonly versionKey: number; readonly workflowKey: number }>;
  start(workflow: string, params?: JsonObject): Promise<string>;
  /** Waits until the run is final. */
  ended(runId: string): Promise<RunRecord>;
  tasks(runId: string): Promise<Readonly<Record<string, TaskRunRecord>>>;
  stop(): Promise<void>;
}

export async function startTestCluster(handlers: Readonly<Record<string, Handler>> = {}): Promise<TestCluster> {
  const database = await createTestDatabase();
  const log = createLogger({ name: 'cluster', level: 'error' });
  const store = await openStore({ url: database.url, applicationName: 'test-cluster', log });
  const scheduler = createScheduler({
    store: store.engine,
    log,
    metrics: createMetrics(),
    config: { grpcHost: '127.0.0.1', grpcPort: 0, publicUrl: 'http://127.0.0.1:4400', lease: LEASE },
    authenticateWorker: async (token) => (token === 'test' ? {} : undefined),
  });
  const { grpcPort } = await scheduler.start();
  const workers: FunctionWorker[] = [];
  const published = new Map<string, { versionKey: number; workflowKey: number }>();

  const cluster: TestCluster = {
    store,
    database,
    scheduler,
    grpcPort: grpcPort as number,
    async addWorker(more, options = {}) {
      const worker = createFunctionWorker({
        server: `127.0.0.1:${grpcPort}`,
        token: 'test',
        handlers: more,
        slots: 16,
        ...options,
      });
      await worker.start();
      workers.push(worker);
      return worker;
    },
    async publish(document, files = {}) {
      await store.catalog.apply({ ...TENANT, environmentKey: 1 }, [
        {
          document,
          files,
          source: '',
          hash: newUuid().replaceAll('-', ''),
          author: 'test',
          message: '',
          schedules: [],
        },
      ]);
      const record = await store.catalog.workflow({ ...TENANT, environmentKey: 1 }, document.project, document.name);
      if (!record) throw new Error(`${document.name} was not published`);
      const keys = { versionKey: record.version.key, workflowKey: record.key };
      published.set(document.name, keys);
      return keys;
    },
    async start(workflow, params = {}) {
      const keys = published.get(workflow);
      if (!keys) throw new Error(`${workflow} was not published`);
      const result = await scheduler.starter.start({
        scope: TEST_SCOPE,
        ...keys,
        params,
        logicalTime: undefined,
        triggerKind: 'manual',
        actor: 'test',
      });
      if (result.kind !== 'started') throw new Error(result.kind);
      return result.runId;
    },
    ended: (runId) =>
      vi.waitFor(
        async () => {
          const run = await store.queries.run(TENANT, runId);
          if (!run || !FINAL.has(run.state)) throw new Error(`run ${runId} is ${run?.state ?? 'unknown'}`);
          return run;
        },
        { timeout: PATIENCE_MS, interval: 20 },
      ),
    async tasks(runId) {
      return Object.fromEntries(((await store.queries.taskRuns(TENANT, runId)) ?? []).map((task) => [task.task, task]));
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop({ drainMs: 1_000 })));
      await scheduler.stop();
      await store.close();
      await database.drop();
    },
  };
  if (Object.keys(handlers).length > 0) await cluster.addWorker(handlers);
  return cluster;
}
