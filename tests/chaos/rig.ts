/**
 * The platform under attack: servers and workers, a way that can be cut between each of them and what it talks to,
 * PostgreSQL with a standby, and the witnesses that no part of the platform touches.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createFirstToken } from '@carillon/server';
import { freePort, startTcpProxy, type TcpProxy } from '@carillon/testkit/services';
import { type HostProcess, killAll, processesWith } from '../e2e/host-processes.ts';
import type { Settings } from '../e2e/program.ts';
import { createNode, type Node } from './nodes.ts';
import { type Cluster, createPrimary, createStandby, sql } from './postgres.ts';
import { type Sink, startSink } from './sink.ts';
import { type Statements, watchStatements } from './statements.ts';

export interface Rig {
  readonly directory: string;
  /** What the code of the tasks tells. */
  readonly ledger: string;
  /** Where alerts arrive. */
  readonly sink: Sink;
  readonly servers: readonly Node[];
  readonly urls: readonly string[];
  /** What each server has the store carry out. */
  readonly statements: readonly Statements[];
  /** How often a server was to be struck at a point, and was. */
  readonly struck: Map<string, { readonly tries: number; readonly hits: number }>;
  readonly workers: readonly Node[];
  readonly token: string;
  /** The one that is the primary now. */
  primary(): Cluster;
  standby(): Cluster | undefined;
  /** Kills the primary and makes the standby the one that all servers reach. */
  failOver(): Promise<void>;
  /** Of checks and of hands, past all ways. */
  adminUrl(): string;
  /** What ended though nobody asked for it. */
  readonly deaths: readonly string[];
  /** Each worker goes to the server that it begins with: whom a fault sent elsewhere stays there, at last all at one. */
  spread(): Promise<void>;
  /** Processes of this host that tasks have started, wherever they went. */
  tasksLeft(): Promise<readonly HostProcess[]>;
  remove(): Promise<void>;
}

export interface RigOptions {
  /** Where PostgreSQL's programs are. */
  readonly bin: string;
  readonly servers: number;
  readonly workers: number;
  /** Moves the clocks of the last server and of the last worker. */
  readonly faketime: string | undefined;
  /** For the programs under attack. */
  readonly settings: Settings;
  /** Root of the tree whose program a server or worker runs that starts now; this one when absent. */
  readonly root?: () => string;
  /** Calls off what is being built: nothing is left of it. */
  readonly signal: AbortSignal;
}

export const DATABASE = 'carillon';
export const SLOTS = 16;
/** Well above what a worker needs to reach another server. */
const SPREAD_MS = 500;
const databaseUrl = (port: number, role = 'postgres'): string => `postgres://${role}@127.0.0.1:${port}/${DATABASE}`;

export async function buildRig(options: RigOptions): Promise<Rig> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-chaos-'));
  const place = path.join(directory, 'postgres');
  const ledger = path.join(directory, 'ledger');
  // The owner of the databases must be able to enter.
  await mkdir(place, { mode: 0o755 });
  await chmod(directory, 0o755);
  await writeFile(ledger, '');
  const sink = await startSink();
  let primary = await createPrimary(options.bin, place).catch(async (error: unknown) => {
    await sink.stop();
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  let standby: Cluster | undefined;
  const deaths: string[] = [];
  const base = { ...options.settings, CARILLON_LOG_LEVEL: 'info', CARILLON_LOG_FORMAT: 'json' };
  const onDeath = (sentence: string): void => void deaths.push(sentence);
  const clockOf = (index: number, count: number) => (index === count - 1 ? options.faketime : undefined);

  const storeWays: TcpProxy[] = [];
  const servers: Node[] = [];
  const urls: string[] = [];
  const statements: Statements[] = [];
  const grpcPorts: number[] = [];
  const workers: Node[] = [];
  const tasksLeft = (): Promise<readonly HostProcess[]> => processesWith(`LEDGER=${ledger}`);
  const remove = async (): Promise<void> => {
    const nodes = [...workers, ...servers];
    await Promise.all(nodes.map((node) => node.kill()));
    // What forks meanwhile is found by the next look.
    for (let left = await tasksLeft(); left.length > 0; left = await tasksLeft()) killAll(left);
    // What a fault had frozen when it was all called off hears no order to end.
    await primary.thaw().catch(() => undefined);
    await primary.stop('immediate').catch(() => undefined);
    await standby?.stop('immediate').catch(() => undefined);
    for (const { ways } of nodes) for (const way of ways) await way.stop();
    await sink.stop();
    await rm(directory, { recursive: true, force: true });
  };

  const createServer = async (index: number): Promise<void> => {
    const name = `server-${index + 1}`;
    const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
    const own = watchStatements();
    statements.push(own);
    const way = await startTcpProxy(primary.port, own.watch);
    storeWays.push(way);
    // A role for each, so that the store can tell who wrote what.
    const role = name.replace('-', '_');
    await sql(primary.port, `create role ${role} superuser login`);
    const node = await createNode({
      name,
      words: ['server', 'run'],
      settings: {
        ...base,
        CARILLON_DATABASE_URL: databaseUrl(way.port, role),
        CARILLON_HTTP_PORT: String(http),
        CARILLON_GRPC_PORT: String(grpc),
        CARILLON_METRICS_PORT: String(metrics),
        CARILLON_API_RATE: '0',
        CARILLON_ALERT_WEBHOOK: sink.url,
      },
      ways: [way],
      isUp: () =>
        fetch(`http://127.0.0.1:${metrics}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      directory,
      faketime: clockOf(index, options.servers),
      onDeath,
      root: options.root,
    });
    servers.push(node);
    urls.push(`http://127.0.0.1:${http}`);
    grpcPorts.push(grpc);
  };

  const createWorker = async (index: number, token: string): Promise<Node> => {
    const name = `worker-${index + 1}`;
    const ways = await Promise.all(grpcPorts.map((port) => startTcpProxy(port)));
    const first = index % ways.length;
    return createNode({
      name,
      words: ['worker', 'run'],
      settings: {
        ...base,
        CARILLON_WORKER_NAME: name,
        CARILLON_WORKER_TOKEN: token,
        CARILLON_WORKER_SLOTS: String(SLOTS),
        // Each begins with another server.
        CARILLON_GRPC: [...ways.slice(first), ...ways.slice(0, first)].map(({ port }) => `127.0.0.1:${port}`).join(','),
        CARILLON_METRICS_PORT: String(await freePort()),
        CARILLON_SANDBOX: '0',
        CARILLON_DRAIN: '1s',
      },
      ways,
      // Whether it finds a server is no matter of its own.
      isUp: async () => true,
      directory,
      faketime: clockOf(index, options.workers),
      onDeath,
      root: options.root,
    });
  };

  const spread = async (): Promise<void> => {
    for (let turn = 0; turn < 2 * servers.length; turn++) {
      const astray = workers.filter(({ ways }, index) => ways[index % ways.length]?.isInUse() === false);
      if (astray.length === 0) return;
      // Who loses its server takes the next one.
      for (const { ways } of astray) for (const way of ways) way.mend();
      await delay(SPREAD_MS);
    }
  };

  const { signal } = options;
  // Whoever waits for the start of one of them goes on then.
  signal.addEventListener('abort', () => void Promise.all([...workers, ...servers].map((node) => node.kill())));
  /** Gives the token of people. What is called off ends before its next step: one that is cut short could leave something. */
  const bringUp = async (): Promise<string> => {
    signal.throwIfAborted();
    await primary.start();
    signal.throwIfAborted();
    await sql(primary.port, `create database ${DATABASE}`);
    standby = await createStandby(options.bin, place, primary);
    for (let index = 0; index < options.servers; index++) await createServer(index);
    signal.throwIfAborted();
    // One makes the schema, the others find it.
    const [maker, ...others] = servers;
    await maker?.start();
    signal.throwIfAborted();
    const overrides = { databaseUrl: databaseUrl(primary.port) };
    const api = await createFirstToken({ kind: 'api', name: 'chaos' }, overrides);
    const forWorkers = await createFirstToken({ kind: 'worker', name: 'chaos' }, overrides);
    for (let index = 0; index < options.workers; index++) workers.push(await createWorker(index, forWorkers.secret));
    signal.throwIfAborted();
    await Promise.all([...others, ...workers].map((node) => node.start()));
    await spread();
    signal.throwIfAborted();
    return api.secret;
  };
  const token = await bringUp().catch(async (error: unknown) => {
    await remove();
    throw error;
  });

  return {
    directory,
    ledger,
    sink,
    servers,
    urls,
    statements,
    struck: new Map(),
    workers,
    token,
    primary: () => primary,
    standby: () => standby,
    adminUrl: () => databaseUrl(primary.port),
    deaths,
    spread,
    tasksLeft,
    async failOver() {
      if (!standby) throw new Error('there is no standby to fail over to');
      await primary.stop('immediate');
      await standby.promote();
      await sql(standby.port, `alter system set synchronous_standby_names = ''`, 'select pg_reload_conf()');
      for (const way of storeWays) way.aim(standby.port);
      primary = standby;
      standby = undefined;
    },
    remove,
  };
}
