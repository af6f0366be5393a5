/**
 * The worker of `carillon dev`: a process of its own, as it would be elsewhere. When it dies it is started
 * anew, with growing pauses; its attempts are rescued by the scheduler meanwhile.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@carillon/runtime';
import { WORKER_READY } from './worker.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export interface WorkerProcess {
  /** Resolves when the worker is connected; rejects when its first start fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
  stopNow(): void;
}

export function createWorkerProcess(options: {
  /** The committed program file. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** A process that was asked to end so long ago is taken for stuck: longer than its drain. */
  readonly killAfterMs: number;
  readonly log: Logger;
}): WorkerProcess {
  const { program, env, killAfterMs, log } = options;
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let kept: Promise<void> = Promise.resolve();

  /** Runs one worker to its end; `ready` is called when it is connected. */
  const runOnce = async (ready: () => void): Promise<string> => {
    const started = spawn(process.execPath, [program, 'worker', 'run'], {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = started;
    started.on('message', (message) => message === WORKER_READY && ready());
    return new Promise((resolve) => {
      started.once('error', (error) => resolve(error.message));
      started.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  };

  const keepAlive = async (ready: () => void, failed: (how: string) => void): Promise<void> => {
    let isReady = false;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const how = await runOnce(() => {
        isReady = true;
        pauseMs = FIRST_PAUSE_MS;
        ready();
      });
      if (stopping.signal.aborted) return;
      if (!isReady) return failed(how);
      log.warn({ how, againInMs: pauseMs }, 'the worker ended by itself and is started again');
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
    }
  };

  return {
    start: () =>
      new Promise((resolve, reject) => {
        kept = keepAlive(resolve, (how) => reject(new Error(`the worker did not start (${how})`)));
      }),
    async stop() {
      stopping.abort();
      child?.kill('SIGTERM');
      const impatience = setTimeout(() => child?.kill('SIGKILL'), killAfterMs);
      await kept;
      clearTimeout(impatience);
    },
    stopNow: () => void child?.kill('SIGKILL'),
  };
}
