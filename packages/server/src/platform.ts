/**
 * One server process: the schema, the store, the roles and the ports, in the order in which they need each
 * other. `dev` and `server` differ in what they put around it.
 */
import {
  addProcessMetrics,
  createLeadership,
  createMetrics,
  type Health,
  type Lifecycle,
  type Logger,
  type Metrics,
  startOpsServer,
} from '@carillon/runtime';
import { createFileProbe } from '@carillon/executors';
import { type MasterKeys, migrate, openStore, rewrapSecrets, type Store } from '@carillon/store';
import type { Role } from './config.ts';
import { createOwnHealth } from './health/own-health.ts';
import { resolvePlatformAddresses } from './platform-addresses.ts';
import { openCoordinator } from './coordinator.ts';
import { type Durations, leaderTimes, leaseTimes } from './durations.ts';
import { alerterRole } from './roles/alerter.ts';
import { apiRole } from './roles/api.ts';
import { schedulerRole } from './roles/scheduler.ts';
import { VERSION } from './version.ts';

export interface PlatformOptions extends Durations {
  readonly roles: readonly Role[];
  readonly databaseUrl: string;
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly publicUrl: string | undefined;
  readonly tlsTerminatedBy: string | undefined;
  /** Requests a second of one token; 0 = no limit. */
  readonly apiRate: number;
  /** The same of all of a tenant's. */
  readonly tenantRate: number;
  /** Runs of backfills that a tenant may have open. */
  readonly backfillRuns: number;
  /** How often workers are asked to go to servers with fewer of them, in ms; 0 = never. */
  readonly spreadWorkers: number;
  /** Below which waits may look at files of this machine. */
  readonly waitDirectories: readonly string[];
  readonly waitLoopback: boolean;
  readonly alertWebhook: string | undefined;
  /** Address of what chooses leaders; the store alone when absent. */
  readonly coordinator?: string | undefined;
  readonly masterKeys: MasterKeys;
  /** Goes on where the database may lose acknowledged work. */
  readonly unsafeDurability?: boolean;
  /** Where this machine keeps its state: its disk is told of. */
  readonly dataDirectory: string;
  readonly log: Logger;
  /** Gets everything that runs, to be stopped in the reverse order. */
  readonly lifecycle: Lifecycle;
}

export interface Platform {
  readonly store: Store;
  /** Of console and API, as this machine reaches them; undefined without the role api. */
  readonly url: string | undefined;
  /** `host:port` for workers; undefined without the role scheduler. */
  readonly grpc: string | undefined;
  /** `host:port` of everything it listens on: no target of a task (SECURITY S7.2). */
  readonly addresses: readonly string[];
  signInUrl(): Promise<string>;
}

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { roles, databaseUrl, host, log, lifecycle } = options;
  const metrics = createMetrics();
  addProcessMetrics(metrics, VERSION);
  const state = { isStarted: false };

  await migrate(databaseUrl, log.child({ part: 'migrate' }));
  const store = await openStore({
    url: databaseUrl,
    applicationName: 'carillon-server',
    log: log.child({ part: 'store' }),
    masterKeys: options.masterKeys,
    unsafeDurability: options.unsafeDurability ?? false,
    engineStatementMs: options.statementTimeout,
    onStatement: statementSeconds(metrics),
  });
  lifecycle.onStop('store', () => store.close());
  await store.database.checkRoom();
  const rewrapped = await rewrapSecrets(store.database.api, options.masterKeys);
  if (rewrapped > 0) log.info({ secrets: rewrapped }, 'secrets are wrapped with the newest master key now');

  const health: Health = { isStarted: () => state.isStarted, checks: { database: () => checkDatabase(store) } };
  const ops = await startOpsServer({ host: options.metricsHost, port: options.metricsPort, metrics, health });
  lifecycle.onStop('metrics', () => ops.stop());

  const own = createOwnHealth({
    store,
    metrics,
    roles,
    version: VERSION,
    masterKeys: options.masterKeys.map(({ id }) => id),
    dataDirectory: options.dataDirectory,
    log: log.child({ part: 'health' }),
  });

  const coordinator = await openCoordinator(options.coordinator, options.leaderTtl);
  if (coordinator) lifecycle.onStop('coordinator', () => coordinator.close());
  const leadership = createLeadership({
    store: store.engine,
    coordinator,
    owner: own.serverId,
    times: leaderTimes(options),
    log: log.child({ part: 'leadership' }),
  });
  // Handed over once nothing here leads any more.
  await lifecycle.start({ name: 'leadership', start: async () => leadership.start(), stop: () => leadership.stop() });

  const url = `http://${urlHost(host)}:${options.httpPort}`;
  const addresses = [
    ...(roles.includes('api') ? [`${urlHost(host)}:${options.httpPort}`] : []),
    ...(roles.includes('scheduler') ? [`${urlHost(host)}:${options.grpcPort}`] : []),
    `${urlHost(options.metricsHost)}:${options.metricsPort}`,
  ];
  const parts = { store, own, leadership, log, metrics, publicUrl: options.publicUrl ?? url };
  const egress = {
    allowLoopback: options.waitLoopback,
    platformAddresses: await resolvePlatformAddresses(addresses),
  };
  const scheduler = schedulerRole({
    ...parts,
    host,
    port: options.grpcPort,
    isServing: roles.includes('scheduler'),
    backfillRuns: options.backfillRuns,
    spreadEveryMs: options.spreadWorkers,
    lease: leaseTimes(options),
    probe: createFileProbe({ directories: options.waitDirectories, ...egress }),
  });
  await lifecycle.start({ name: 'scheduler', start: () => scheduler.start(), stop: () => scheduler.stop() });
  if (roles.includes('scheduler')) {
    const planning = store.engine
      .planHotStatements()
      .catch((error: unknown) => log.info({ err: error }, 'the first tasks wait for their statements to be planned'));
    // A connection that was opened after the store has closed would be nobody's to close.
    lifecycle.onStop('planned statements', () => planning);
  }
  if (roles.includes('alerter'))
    await lifecycle.start({ name: 'alerter', ...alerterRole({ ...parts, webhookUrl: options.alertWebhook, egress }) });
  const api = roles.includes('api')
    ? apiRole({
        ...parts,
        scheduler,
        host,
        port: options.httpPort,
        tlsTerminatedBy: options.tlsTerminatedBy,
        apiRate: options.apiRate,
        tenantRate: options.tenantRate,
      })
    : undefined;
  if (api) await lifecycle.start({ name: 'api', start: () => api.start(), stop: () => api.stop() });

  await lifecycle.start({ name: 'record', start: () => own.start(() => scheduler.workers()), stop: () => own.stop() });
  state.isStarted = true;
  return {
    store,
    url: api && url,
    grpc: roles.includes('scheduler') ? `${urlHost(host)}:${options.grpcPort}` : undefined,
    addresses,
    signInUrl: () => (api ? api.signInLink() : Promise.reject(new Error('this server does not run the role api'))),
  };
}

function statementSeconds(metrics: Metrics): (statement: string, ms: number) => void {
  const seconds = metrics.histogram('store_seconds', 'Statements as those feel them who wait', ['statement']);
  return (statement, ms) => seconds.observe({ statement }, ms / 1_000);
}

async function checkDatabase(store: Store): Promise<undefined> {
  await store.database.api.query('select 1');
}

/** What listens everywhere is reached here; an IPv6 address needs brackets in a URL. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
