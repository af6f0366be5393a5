/**
 * A worker as it ships, over the wire of the simulation. What it runs are processes of its host: they go on while the
 * worker is frozen, end on TERM when they feel like it and on KILL at once, and die with the worker by its warden.
 */
import type { Reason } from '@carillon/core';
import { success, type AttemptResult, failure } from '@carillon/plugin-api';
import {
  type Attempt,
  createMemoryRecords,
  createWorker,
  type ProcessHost,
  type Records,
  type WorkerLog,
} from '@carillon/worker';
import type { Execution, Ledger } from './ledger.ts';
import type { Link, Wire } from './sim-wire.ts';
import type { SimProcess, SimWorld } from './sim-world.ts';

const WARDEN_MS = 50;

/** How the work of one attempt goes. */
export interface Work {
  readonly ms: number;
  readonly end: 'success' | 'failed' | 'not_retryable';
  /** How long it goes on after TERM. */
  readonly termMs: number;
}

export interface SimWorker {
  readonly process: SimProcess;
  readonly link: Link;
  start(): void;
  kill(): void;
  /** Stops the worker's own process, not those of its tasks. */
  freeze(ms: number): void;
}

export interface WorkerPlace {
  readonly world: SimWorld;
  readonly wire: Wire;
  readonly ledger: Ledger;
  readonly log: WorkerLog;
  readonly servers: readonly string[];
  readonly slots: number;
  readonly workOf: (attempt: Attempt) => Work;
  /** Without it, nothing is known to have been started. */
  readonly hasJournal: boolean;
}

interface Running {
  readonly execution: Execution;
  end(result: AttemptResult): void;
}

export function createSimWorker(place: WorkerPlace, name: string): SimWorker {
  const { world, wire, ledger, log, servers, slots, workOf, hasJournal } = place;
  const process = world.newProcess(name);
  const host = world.newProcess(`${name}'s host`);
  const link: Link = { upHeld: false, downHeld: false, delayMs: 0 };
  /** On the disk of the host. */
  const openRecords = createMemoryRecords();
  const running = new Set<Running>();

  const run = (attempt: Attempt): Promise<AttemptResult> =>
    new Promise((resolve) => {
      const { runId, taskNo, attemptId, fence } = attempt.assignment;
      const work = workOf(attempt);
      const execution = ledger.begin({
        runId,
        taskNo,
        attemptId,
        fence: Number(fence),
        worker: name,
        from: world.now(),
      });
      execution.isExcused = process.frozenUntil > world.now();
      const { life } = process;
      const mine: Running = {
        execution,
        end(result) {
          if (!running.delete(mine)) return;
          timer.cancel();
          execution.to = world.now();
          if (process.life === life) world.after(0, process, () => resolve(result));
        },
      };
      running.add(mine);
      const stopped = (): AttemptResult => ({ outcome: 'stopped', reason: attempt.stop?.reason as Reason });
      const timer = world.after(work.ms, host, () => mine.end(endOf(work)));
      attempt.processes = {
        terminate: () => void world.after(work.termMs, host, () => mine.end(stopped())),
        kill: () => mine.end(stopped()),
      };
    });

  const processes: ProcessHost = {
    start: async () => undefined,
    stop: async () => undefined,
    sweep: async () => undefined,
    inWorkspace: run,
  };

  const boot = (): void => {
    const worker = createWorker({
      config: { servers, token: 'simulation', name, slots, prefetch: world.chances.below(2) * slots },
      executors: [{ type: 'shell', schema: {}, run: async () => success() }],
      log,
      records: hasJournal ? openRecords() : { ...openRecords(), journal: FORGETFUL },
      processes,
      openChannel: ({ target }) => wire.open(target, process, link),
    });
    // It never gives up by itself.
    worker.start().catch(() => undefined);
  };

  const killTasks = (): void => {
    for (const one of running) one.end(success());
  };

  return {
    process,
    link,
    start() {
      // As a worker does on its state directory: what an earlier life left is swept before anything is started.
      killTasks();
      process.isUp = true;
      world.after(0, process, boot);
    },
    kill() {
      world.kill(process);
      // The warden sees its pipe close.
      world.after(WARDEN_MS, host, killTasks);
      if (world.chances.happens(0.8)) wire.reset(process);
    },
    freeze(ms) {
      process.frozenUntil = Math.max(process.frozenUntil, world.now() + ms);
      for (const { execution } of running) execution.isExcused = true;
    },
  };
}

const FORGETFUL: Records['journal'] = { get: () => undefined, append: () => undefined, close: () => undefined };

function endOf({ end }: Work): AttemptResult {
  if (end === 'success') return success({ done: true });
  return failure({ code: 'EXIT_CODE', params: { exitCode: 1 } }, { retryable: end === 'failed', exitCode: 1 });
}
