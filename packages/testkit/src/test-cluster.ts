/** A scheduler on a database of its own and function workers beside it, in this process but over the real stream. */
import type {
  DocumentFiles,
  FileProbe,
  EngineStore,
  JsonObject,
  NewSchedule,
  RunRecord,
  RunState,
  Scope,
  TaskRunRecord,
  WorkflowDocument,
} from '@carillon/core';
import { createLeadership, createLogger, createMetrics, newUuid } from '@carillon/runtime';
import { createScheduler, type HealerTimes, type LeaseTimes, type Scheduler } from '@carillon/scheduler';
import { createFunctionWorker, type FunctionWorker, type Handler } from '@carillon/sdk/worker';
import { checkDocument } from '@carillon/spec';
import { openStore, parseMasterKeys, type Store } from '@carillon/store';
import { vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const FINAL: ReadonlySet<RunState> = new Set(['success', 'failed', 'stopped']);
const PATIENCE_MS = 20_000;
/** Short, so that tests of lost workers need not wait a quarter of a minute. */
const LEASE = { leaseMs: 1_500, heartbeatMs: 250, selfStopTermMs: 900, selfStopKillMs: 1_200 };
const TENANT = { tenantKey: 1 };
/** The same for all nodes of a database. */
const MASTER_KEYS = parseMasterKeys(Buffer.alloc(32, 7).toString('base64'));
export const TEST_SCOPE: Scope = { tenantKey: 1, projectKey: 1, environmentKey: 1 };

/** One scheduler with connections of its own. */
export interface TestNode {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly grpcPort: number;
  addWorker(
    handlers: Readonly<Record<string, Handler>>,
    options?: { readonly slots?: number; readonly name?: string },
  ): Promise<FunctionWorker>;
  /** Its workers first, then its scheduler and connections. Stopping twice does no harm. */
  stop(): Promise<void>;
}

export interface TestCluster extends TestNode {
  readonly database: TestDatabase;
  /** A further scheduler on the same database. */
  addNode(): Promise<TestNode>;
  /** Makes a version of the workflow live; its key. */
  publish(
    document: WorkflowDocument,
    more?: { readonly files?: DocumentFiles; readonly schedules?: readonly NewSchedule[] },
  ): Promise<{ readonly versionKey: number; readonly workflowKey: number }>;
  start(workflow: string, params?: JsonObject): Promise<string>;
  /** Waits until the run is final. */
  ended(runId: string): Promise<RunRecord>;
  tasks(runId: string): Promise<Readonly<Record<string, TaskRunRecord>>>;
  /** With all its nodes; then the database is dropped. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Migrated; a clone of the template when absent. */
  readonly database?: TestDatabase;
  /** Longer where a test must bear pauses of the machine. */
  readonly lease?: LeaseTimes;
  /** How often its nodes look at the store's clock. */
  readonly clockEveryMs?: number;
  /** The engine's store as the schedulers are given it: broken on purpose, or counted. */
  readonly engine?: (store: EngineStore) => EngineStore;
  /** Shorter where what a crash left is to be healed in a test. */
  readonly healer?: HealerTimes;
  /** What its nodes see of files; nothing when absent. */
  readonly probe?: FileProbe;
  /** Runs that may wait for their first dispatch. */
  readonly queuedRuns?: number;
}

export async function startTestCluster(
  handlers: Readonly<Record<string, Handler>> = {},
  options: ClusterOptions = {},
): Promise<TestCluster> {
  const database = options.database ?? (await createTestDatabase());
  const nodes: TestNode[] = [];
  const addNode = async (): Promise<TestNode> => {
    const node = await startNode(database.url, options);
    nodes.push(node);
    return node;
  };
  const node = await addNode();
  const { store, scheduler } = node;
  const published = new Map<string, { versionKey: number; workflowKey: number }>();

  const cluster: TestCluster = {
    ...node,
    database,
    addNode,
    async publish(document, { files = {}, schedules = [] } = {}) {
      await store.catalog.apply({ ...TENANT, environmentKey: 1 }, [
        {
          document,
          files,
          source: '',
          hash: newUuid().replaceAll('-', ''),
          author: 'test',
          message: '',
          schedules,
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
      await Promise.all(nodes.map((one) => one.stop()));
      await database.drop();
    },
  };
  if (Object.keys(handlers).length > 0) await cluster.addWorker(handlers);
  return cluster;
}

async function startNode(
  url: string,
  { engine = (store) => store, healer, probe, queuedRuns, clockEveryMs, lease = LEASE }: ClusterOptions,
): Promise<TestNode> {
  const log = createLogger({ name: 'cluster', level: 'error' });
  const store = await openStore({ url, applicationName: 'test-cluster', log, masterKeys: MASTER_KEYS });
  const given = engine(store.engine);
  const leadership = createLeadership({ store: given, owner: newUuid(), log });
  const scheduler = createScheduler({
    leadership,
    secretReader: store.secretReader,
    calendars: store.calendars,
    ...(probe && { probe }),
    store: given,
    log,
    metrics: createMetrics(),
    checkDocument,
    config: {
      grpcHost: '127.0.0.1',
      grpcPort: 0,
      publicUrl: 'http://127.0.0.1:4400',
      lease,
      ...(clockEveryMs !== undefined && { clockEveryMs }),
      ...(healer && { healer }),
      ...(queuedRuns !== undefined && { queuedRuns }),
    },
    authenticateWorker: async (token) => (token === 'test' ? {} : undefined),
  });
  const { grpcPort } = await scheduler.start();
  leadership.start();
  const workers: FunctionWorker[] = [];
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop({ drainMs: 1_000 })));
    await scheduler.stop();
    await leadership.stop();
    await store.close();
  };
  return {
    store,
    scheduler,
    grpcPort: grpcPort as number,
    async addWorker(handlers, options = {}) {
      const worker = createFunctionWorker({
        server: `127.0.0.1:${grpcPort}`,
        token: 'test',
        handlers,
        slots: 16,
        ...options,
      });
      await worker.start();
      workers.push(worker);
      return worker;
    },
    stop: () => (stopping ??= stop()),
  };
}
