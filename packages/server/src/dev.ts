/**
 * `carillon dev`, also `npm start`: everything on one machine for one person. A private PostgreSQL, all
 * roles in this process, one worker beside it, the playground of the examples. Loopback only.
 *
 * Killed with SIGKILL: the worker sees the channel to us close and ends, the database's watchdog shuts it
 * down, and the next start goes on where this one was.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TenantScope } from '@carillon/core';
import { createLifecycle, type Lifecycle } from '@carillon/runtime';
import type { Store } from '@carillon/store';
import {
  DEFAULT_ENVIRONMENT,
  dataDirectoryOf,
  isLoopback,
  readServerConfig,
  ROLES,
  type ServerOverrides,
} from './config.ts';
import { readConnections } from './connections.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { provideDatabase } from './database.ts';
import { type ApiCaller, applyExamples, runShownExample } from './dev/examples.ts';
import { issueOwnTokens, type OwnTokens } from './dev/own-tokens.ts';
import { startPlayground } from './dev/playground.ts';
import { claimDataDirectory } from './instance.ts';
import { openLog } from './log.ts';
import { ownMasterKeys } from './master-keys.ts';
import { startPlatform } from './platform.ts';
import { chooseServerPorts } from './ports.ts';
import { ensureWarehouse } from './postgres/index.ts';
import { createProcessEnd, EXIT_ERROR, EXIT_OK, type RunningProcess } from './process-end.ts';
import { announceServer, withdrawServer } from './running-server.ts';
import { createWorkerProcess } from './worker-process.ts';

export interface DevOptions
  extends Pick<ServerOverrides, 'dataDir' | 'httpPort' | 'grpcPort' | 'metricsPort' | 'host'> {
  /** Whether the first start applies the examples and runs one. */
  readonly examples: boolean;
  /** The program whose `worker run` is started; the one that runs now when absent. */
  readonly program?: string;
  /** What a person should know at once: a port that moved, a notification that arrived. Standard error when absent. */
  readonly say?: (line: string) => void;
}

export interface RunningDev extends RunningProcess {
  readonly url: string;
  /** Opens the console signed in; good once. */
  readonly signInUrl: string;
  readonly token: string;
  readonly grpc: string;
  /** There was no workflow before. */
  readonly firstStart: boolean;
  /** Id of the run that the first start began. */
  readonly firstRun?: string;
}

/** Running attempts may end by themselves for so long when somebody presses Ctrl-C. */
const DRAIN_MS = 3_000;
/** A worker that has not ended so long after that is taken for stuck. */
const STUCK_AFTER_MS = 7_000;

export async function runDev(options: DevOptions): Promise<RunningDev> {
  const {
    examples,
    program = process.argv[1],
    say = (line) => process.stderr.write(`${line}\n`),
    ...overrides
  } = options;
  const config = readServerConfig(overrides);
  if (!isLoopback(config.host))
    throw new Error(
      `CARILLON_HOST: carillon dev listens on this machine alone, not on ${config.host}; use carillon server`,
    );
  if (!program) throw new Error('the program that starts the worker is not known');
  const log = openLog('carillon', config, 'warn');
  const lifecycle = createLifecycle(log);
  let stopWorkerNow = (): void => undefined;
  const { done, end } = createProcessEnd(lifecycle, {
    onFirstSignal: () =>
      say(`stopping; tasks that run may end within ${DRAIN_MS / 1_000} s, Ctrl-C again ends everything now`),
    onSecondSignal: () => stopWorkerNow(),
  });
  try {
    const data = await openDataDirectory(dataDirectoryOf(config.dataDir));
    lifecycle.onStop('data directory', await claimDataDirectory(data));
    const { ports, notices } = await chooseServerPorts(config);
    for (const notice of notices) say(notice);

    const { url: databaseUrl, postgres } = await provideDatabase({
      databaseUrl: config.databaseUrl,
      dataDirectory: data.root,
      log,
      lifecycle,
      onDeath: (how) => {
        log.fatal({ how }, 'PostgreSQL ended by itself');
        void end(EXIT_ERROR);
      },
    });
    const masterKeys = await ownMasterKeys(config, data.root);
    const platform = await startPlatform({
      ...config,
      ...ports,
      // One's own machine: what runs beside it may be waited for.
      waitLoopback: true,
      roles: ROLES,
      databaseUrl,
      masterKeys,
      dataDirectory: data.root,
      log,
      lifecycle,
    });
    const { store, url = '', grpc = '' } = platform;
    const tokens = await issueOwnTokens(store.access, data.root);
    lifecycle.onStop('tokens', () => tokens.revoke());
    const admin = await becomeAdmin(store, tokens);
    await offerPlayground(store, admin, lifecycle, say);

    const connections = {
      ...(await readConnections(process.env['CARILLON_CONNECTIONS'])),
      ...(postgres && { warehouse: { kind: 'postgres' as const, url: await ensureWarehouse(postgres) } }),
    };
    const { token } = admin;
    const { text: workerToken } = tokens.worker;
    const worker = createWorkerProcess({
      program,
      env: workerEnvironment(data, {
        CARILLON_GRPC: grpc,
        CARILLON_WORKER_TOKEN: workerToken,
        // What runs here is the user's own: carillon dev is for one person on one machine.
        CARILLON_SANDBOX: '0',
        CARILLON_CONNECTIONS: await writeConnections(data, lifecycle, connections),
        CARILLON_PLATFORM_ADDRESSES: platform.addresses.join(','),
      }),
      killAfterMs: DRAIN_MS + STUCK_AFTER_MS,
      log,
    });
    stopWorkerNow = worker.stopNow;
    await lifecycle.start({ name: 'worker', ...worker });

    await announceServer(data.run, {
      url,
      grpc,
      token,
      workerToken,
      pid: process.pid,
      startedAt: new Date().toISOString(),
    });
    lifecycle.onStop('announcement', () => withdrawServer(data.run));

    const isFirst = await hasNoWorkflow(store, admin);
    const firstRun =
      isFirst && examples ? await showExamples({ url, token }, 'warehouse' in connections, say) : undefined;
    return {
      url,
      signInUrl: await platform.signInUrl(),
      token,
      grpc,
      firstStart: isFirst,
      ...(firstRun === undefined ? {} : { firstRun }),
      done,
      stop: () => end(EXIT_OK),
    };
  } catch (error) {
    await end(EXIT_ERROR);
    throw error;
  }
}

interface Admin {
  readonly token: string;
  readonly scope: TenantScope & { readonly environmentKey: number };
}

async function becomeAdmin(store: Store, { api: { text, hash } }: OwnTokens): Promise<Admin> {
  const principal = await store.access.byToken(hash, 'api');
  if (!principal) throw new Error('the token that was just made is gone from the database');
  const { tenantKey } = principal;
  const environment = (await store.catalog.environments({ tenantKey })).find(
    ({ name }) => name === DEFAULT_ENVIRONMENT,
  );
  if (!environment) throw new Error(`the environment "${DEFAULT_ENVIRONMENT}" is gone from the database`);
  return { token: text, scope: { tenantKey, environmentKey: environment.key } };
}

async function hasNoWorkflow(store: Store, { scope }: Admin): Promise<boolean> {
  const { items } = await store.catalog.workflows(scope, { limit: 1 });
  return items.length === 0;
}

async function offerPlayground(
  store: Store,
  { scope }: Admin,
  lifecycle: Lifecycle,
  say: (line: string) => void,
): Promise<void> {
  const playground = await startPlayground((text) => say(`webhook: ${text}`));
  lifecycle.onStop('playground', () => playground.stop());
  await store.catalog.setVariable(scope, 'playground_url', playground.url);
}

async function writeConnections(data: DataDirectory, lifecycle: Lifecycle, connections: object): Promise<string> {
  const file = path.join(data.run, 'connections.json');
  await writeFile(file, JSON.stringify(connections), { mode: 0o600 });
  lifecycle.onStop('connections', () => rm(file, { force: true }));
  return file;
}

/** Ours without the settings that were meant for the server. */
function workerEnvironment(data: DataDirectory, settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !name.startsWith('CARILLON_') || name.startsWith('CARILLON_WORKER_') || name.startsWith('CARILLON_LOG_'),
  );
  return {
    CARILLON_LOG_LEVEL: 'warn',
    CARILLON_DRAIN: `${DRAIN_MS}ms`,
    ...Object.fromEntries(inherited),
    CARILLON_DATA_DIR: data.root,
    CARILLON_ALLOW_LOOPBACK: 'true',
    ...settings,
  };
}

/** A server without its examples is still a server: what went wrong is said and ends nothing. */
async function showExamples(
  caller: ApiCaller,
  hasWarehouse: boolean,
  say: (line: string) => void,
): Promise<string | undefined> {
  try {
    await applyExamples(caller);
    // On a database of one's own there is no warehouse unless it was named as a connection.
    return hasWarehouse ? await runShownExample(caller) : undefined;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
