/** A real server for a test: on a free port of loopback, in a directory of its own, gone when the test is over. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export interface Service {
  readonly port: number;
  readonly directory: string;
  /** Stops answering without closing anything (SIGSTOP), and goes on. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export interface ServiceProgram {
  /** Whether the program is here; it may be several files. */
  isInstalled(): boolean;
  /** How to start it, after its files were written. */
  command(place: { readonly port: number; readonly directory: string }): Promise<readonly [string, ...string[]]>;
  /** What it is asked, and what is in the answer once it serves; its port answers sooner. */
  readonly probe?: { readonly ask: string; readonly answer: string };
}

const READY_MS = 60_000;
const ANSWER_MS = 1_000;
const POLL_MS = 50;
const STOP_MS = 5_000;

export const isOnPath = (program: string): boolean => spawnSync('which', [program]).status === 0;

export async function start(program: ServiceProgram): Promise<Service> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-service-'));
  const port = await freePort();
  const [file, ...args] = await program.command({ port, directory });
  const log = path.join(directory, 'log');
  const child = spawn(file, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const sink = createWriteStream(log);
  child.stdout.pipe(sink, { end: false });
  child.stderr.pipe(sink, { end: false });
  await ready(child, port, program.probe).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${file} has not started: ${(await readFile(log, 'utf8')).slice(-2_000)}`, { cause: error });
  });
  return {
    port,
    directory,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      await ended(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess, port: number, probe: ServiceProgram['probe']): Promise<void> {
  const until = performance.now() + READY_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    if (await answers(port, probe)) return;
    await delay(POLL_MS);
  }
  throw new Error(`port ${port} does not answer`);
}

const answers = (port: number, probe: ServiceProgram['probe']): Promise<boolean> =>
  new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    // One that is accepted before the server serves may never be answered.
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.once('connect', () => (probe ? socket.write(probe.ask) : socket.end()));
    socket.on('data', (bytes) => (heard += bytes.toString()));
    socket.once('close', (failed) => resolve(!failed && heard.includes(probe?.answer ?? '')));
    socket.on('error', () => socket.destroy());
  });

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exit;
  clearTimeout(timer);
}
