/**
 * A real platform in a directory of its own: `carillon dev` on free ports, workers beside it as on other hosts,
 * and the commands of somebody who uses it. One for the tests of a file; {@link Platform.remove} leaves nothing.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Client, createClient } from '@carillon/sdk';
import { freePort } from '@carillon/testkit/services';
import { familyOf, survivorsOf } from './host-processes.ts';
import { type Ended, type Program, runProgram, type Settings, type Signal, startProgram } from './program.ts';
import { until } from './until.ts';

/** Where `run/server.json` says the server is. */
export interface Announcement {
  readonly url: string;
  readonly grpc: string;
  readonly token: string;
  readonly workerToken: string;
  readonly pid: number;
}

export interface Platform {
  readonly dataDir: string;
  /** Of the last start, like everything below. */
  readonly announced: Announcement;
  readonly client: Client;
  readonly dev: Program;
  /** Again on the same data, after an end of whatever kind. */
  start(): Promise<void>;
  /** As Ctrl-C does. */
  stop(): Promise<Ended>;
  cli(...words: string[]): Promise<Ended>;
  /** A worker process like one on another host, connected. */
  worker(name: string, settings?: Settings, within?: readonly string[]): Promise<Program>;
  publish(workflow: WorkflowText): Promise<void>;
  /** The link by which the terminal lets whoever reads it into the console. */
  signInLink(): string;
  /** Ends what still runs and deletes every file. */
  remove(): Promise<void>;
}

export interface WorkflowText {
  readonly name: string;
  readonly tasks: Readonly<Record<string, object>>;
  readonly [field: string]: unknown;
}

export interface PlatformOptions {
  readonly words?: readonly string[];
  readonly settings?: Settings;
  /** Otherwise free ports are asked for. */
  readonly usualPorts?: boolean;
}

export async function startPlatform({ words = [], settings = {}, usualPorts = false }: PlatformOptions = {}) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'carillon-e2e-'));
  const fixed: Settings = {
    CARILLON_DATA_DIR: dataDir,
    CARILLON_API_RATE: '0',
    ...(usualPorts ? {} : await freePorts()),
    ...settings,
  };
  const workers: Program[] = [];
  let now: { dev: Program; announced: Announcement; client: Client };

  async function start(): Promise<void> {
    const dev = startProgram(['dev', ...words], fixed);
    const announced = await until('a started server', async () => {
      if (dev.hasEnded()) throw new Error(`carillon dev ended while it was starting:\n${dev.said()}`);
      const found = await readAnnouncement(dataDir);
      return found?.pid === dev.pid && dev.said().includes('Ctrl-C stops everything') && found;
    });
    now = { dev, announced, client: createClient({ server: announced.url, token: announced.token }) };
  }

  async function end(program: Program, signal: Signal): Promise<Ended> {
    program.signal('SIGCONT'); // a frozen one hears nothing else
    program.signal(signal);
    return program.ended;
  }

  await start().catch(async (error: unknown) => {
    await removeData(dataDir);
    throw error;
  });
  const platform: Platform = {
    dataDir,
    get announced() {
      return now.announced;
    },
    get client() {
      return now.client;
    },
    get dev() {
      return now.dev;
    },
    start,
    stop: () => end(now.dev, 'SIGINT'),
    cli: (...words) => runProgram(words, { CARILLON_DATA_DIR: dataDir }),
    async worker(name, extra = {}, within = []) {
      const own: Settings = {
        CARILLON_DATA_DIR: dataDir,
        CARILLON_WORKER_NAME: name,
        CARILLON_WORKER_TOKEN: now.announced.workerToken,
        CARILLON_GRPC: now.announced.grpc,
        CARILLON_SANDBOX: '0',
        CARILLON_DRAIN: '1s',
        ...extra,
      };
      const worker = startProgram(['worker', 'run'], own, { within });
      workers.push(worker);
      await until(`worker ${name} online`, async () => {
        if (worker.hasEnded()) throw new Error(`the worker ended while it was starting:\n${worker.said()}`);
        const { items } = await now.client.workers.list();
        return items.some((known) => known.name === name && known.state === 'online');
      });
      return worker;
    },
    async publish(workflow) {
      const text = JSON.stringify({ kind: 'Workflow', ...workflow });
      await now.client.documents.apply({ documents: [{ path: `${workflow.name}.json`, text }] });
    },
    signInLink() {
      const link = /http:\/\/\S+#sign-in=\S+/.exec(now.dev.said())?.[0];
      if (link === undefined) throw new Error(`there is no link to sign in by:\n${now.dev.said()}`);
      return link;
    },
    async remove() {
      const programs = [...workers, now.dev];
      const families = (await Promise.all(programs.map(({ pid }) => familyOf(pid)))).flat();
      for (const worker of workers) if (!worker.hasEnded()) await end(worker, 'SIGTERM');
      if (!now.dev.hasEnded()) await end(now.dev, 'SIGINT');
      await until('the end of everything that ran', async () => (await survivorsOf(families)).length === 0);
      await removeData(dataDir);
    },
  };
  return platform;
}

export async function readAnnouncement(dataDir: string): Promise<Announcement | undefined> {
  const text = await readFile(path.join(dataDir, 'run', 'server.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Announcement);
}

/** The directory, and the database that root keeps elsewhere for it. */
export async function removeData(dataDir: string): Promise<void> {
  const home = await readFile(path.join(dataDir, 'postgres', 'home'), 'utf8').catch(() => '');
  if (home.trim() !== '') await rm(home.trim(), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function freePorts(): Promise<Settings> {
  const names = ['CARILLON_HTTP_PORT', 'CARILLON_GRPC_PORT', 'CARILLON_METRICS_PORT'];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, String(await freePort())])));
}
