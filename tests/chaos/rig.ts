/**
 * The platform under attack: servers and workers as processes of their own, a way that can be cut between each of them
 * and what it talks to, PostgreSQL with a standby. What dies without having been told to is a violation by itself.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createFirstToken } from '@carillon/server';
import { startTcpProxy, type TcpProxy } from '@carillon/testkit/services';
import { freePort } from '../e2e/platform.ts';
import { type Program, type Settings, startProgram } from '../e2e/program.ts';
import { until } from '../e2e/until.ts';
import { type Cluster, createPrimary, createStandby, sql } from './postgres.ts';

export interface Node {
  readonly name: string;
  /** Its ways to others, by what is at their end. */
  readonly ways: readonly TcpProxy[];
  program(): Program;
  /** SIGKILL; somebody must start it again. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface Server extends Node {
  readonly url: string;
}

export interface Rig {
  readonly directory: string;
  /** One line for each start and end of a task's code, which no part of the platform writes. */
  readonly ledger: string;
  readonly servers: readonly Server[];
  readonly workers: readonly Node[];
  readonly token: string;
  /** The one that is the primary now. */
  primary(): Cluster;
  standby(): Cluster | undefined;
  /** Kills the primary and makes the standby the one that all servers reach. */
  failOver(): Promise<void>;
  /** Connections of checks and of hands, past all ways. */
  readonly adminUrl: () => string;
  /** Processes that ended though nobody asked for it. */
  readonly deaths: readonly string[];
  remove(): Promise<void>;
}

export interface RigOptions {
  readonly bin: string;
  readonly servers: number;
  readonly workers: number;
  /** Preloaded into the last server, with the file that moves its clock. */
  readonly faketime?: { readonly library: string; readonly file: string } | undefined;
}

export const DATABASE = 'carillon';
const databaseUrl = (port: number): string => `postgres://postgres@127.0.0.1:${port}/${DATABASE}`;

export async function buildRig({
  bin,
  servers: serverCount,
  workers: workerCount,
  faketime,
}: RigOptions): Promise<Rig> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-chaos-'));
  // The owner of the database must be able to enter.
  await mkdir(path.join(directory, 'postgres'), { mode: 0o755 });
  await chmod(directory, 0o755);
  const place = path.join(directory, 'postgres');
  let primary = await createPrimary(bin, place);
  await primary.start();
  await sql(primary.port, `create database ${DATABASE}`);
  let standby: Cluster | undefined = await createStandby(bin, place, primary);
  const deaths: string[] = [];
  const storeWays: TcpProxy[] = [];

  const nodeOf = async (
    name: string,
    words: readonly string[],
    settings: Settings,
    ways: readonly TcpProxy[],
    isUp: (program: Program) => Promise<boolean>,
  ): Promise<Node> => {
    let program: Program;
    let isExpected = false;
    const node: Node = {
      name,
      ways,
      program: () => program,
      async start() {
        isExpected = false;
        const started = startProgram(words, { CARILLON_DATA_DIR: path.join(directory, name), ...settings });
        program = started;
        void started.ended.then(({ code, err }) => {
          if (!isExpected)
            deaths.push(`${name} ended by itself (exit ${code}): ${err.split('\n').slice(-5).join(' ')}`);
        });
        await until(`${name} up`, async () => {
          if (started.hasEnded()) throw new Error(`${name} ended while it was starting:\n${started.said()}`);
          return isUp(started);
        });
      },
      async kill() {
        isExpected = true;
        program.signal('SIGKILL');
        await program.ended;
      },
    };
    await node.start();
    return node;
  };

  const servers: Server[] = [];
  const grpcPorts: number[] = [];
  for (let index = 0; index < serverCount; index++) {
    const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
    const way = await startTcpProxy(primary.port);
    storeWays.push(way);
    const url = `http://127.0.0.1:${http}`;
    const isLast = index === serverCount - 1;
    const clock =
      isLast && faketime
        ? {
            LD_PRELOAD: faketime.library,
            FAKETIME_TIMESTAMP_FILE: faketime.file,
            FAKETIME_NO_CACHE: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          }
        : {};
    const settings = {
      CARILLON_DATABASE_URL: databaseUrl(way.port),
      CARILLON_HTTP_PORT: String(http),
      CARILLON_GRPC_PORT: String(grpc),
      CARILLON_METRICS_PORT: String(metrics),
      CARILLON_API_RATE: '0',
      CARILLON_LOG_LEVEL: 'warn',
      ...clock,
    };
    const isUp = async () =>
      fetch(`http://127.0.0.1:${metrics}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    servers.push({ ...(await nodeOf(`server-${index + 1}`, ['server', 'run'], settings, [way], isUp)), url });
    grpcPorts.push(grpc);
  }

  const overrides = { databaseUrl: databaseUrl(primary.port) };
  const api = await createFirstToken({ kind: 'api', name: 'chaos' }, overrides);
  const forWorkers = await createFirstToken({ kind: 'worker', name: 'chaos' }, overrides);
  const workers: Node[] = [];
  for (let index = 0; index < workerCount; index++) {
    const ways = await Promise.all(grpcPorts.map((port) => startTcpProxy(port)));
    const first = index % ways.length;
    const name = `worker-${index + 1}`;
    const settings = {
      CARILLON_WORKER_NAME: name,
      CARILLON_WORKER_TOKEN: forWorkers.secret,
      CARILLON_WORKER_SLOTS: '8',
      // Each begins with another server.
      CARILLON_GRPC: [...ways.slice(first), ...ways.slice(0, first)].map(({ port }) => `127.0.0.1:${port}`).join(','),
      CARILLON_METRICS_PORT: String(await freePort()),
      CARILLON_SANDBOX: '0',
      CARILLON_DRAIN: '1s',
      CARILLON_LOG_LEVEL: 'warn',
    };
    workers.push(await nodeOf(name, ['worker', 'run'], settings, ways, async () => true));
  }

  return {
    directory,
    ledger: path.join(directory, 'ledger'),
    servers,
    workers,
    token: api.secret,
    primary: () => primary,
    standby: () => standby,
    adminUrl: () => databaseUrl(primary.port),
    deaths,
    async failOver() {
      if (!standby) throw new Error('there is no standby to fail over to');
      await primary.stop('immediate');
      await standby.promote();
      await sql(standby.port, `alter system set synchronous_standby_names = ''`, 'select pg_reload_conf()');
      for (const way of storeWays) way.aim(standby.port);
      primary = standby;
      standby = undefined;
    },
    async remove() {
      for (const node of [...workers, ...servers]) if (!node.program().hasEnded()) await node.kill();
      await primary.stop('immediate').catch(() => undefined);
      await standby?.stop('immediate').catch(() => undefined);
      for (const { ways } of [...workers, ...servers]) for (const way of ways) await way.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
