/**
 * One program and everything it starts. The program leads a process group; what left the group is found by
 * its marker. `ended` resolves only when nothing of it is alive: after a normal end, leftovers are killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessStartError, type ProcessSpec } from '@carillon/plugin-api';
import type { ProcessTree } from '../attempt/attempt.ts';
import type { WorkerLog } from '../worker-log.ts';
import { groupIsAlive, type ProcessScanner, signal } from './marked-processes.ts';

/** A process in an uninterruptible system call can outlive KILL; after this the log says so and the attempt ends. */
const GIVE_UP_MS = 30_000;
const LONGEST_PAUSE_MS = 200;
/** Somebody who escaped with the pipe open must not keep the attempt from ending. */
const PIPE_GRACE_MS = 1_000;

export interface TreeParts {
  readonly spec: ProcessSpec;
  readonly attemptId: string;
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly scanner: ProcessScanner;
  readonly log: WorkerLog;
  /** Whether somebody knows that nothing of it is left; a look at all processes of the host tells it else. */
  isGone(): Promise<boolean>;
  onOutput(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
}

export interface TreeEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export interface RunningTree extends ProcessTree {
  readonly ended: Promise<TreeEnd>;
}

/** @throws ProcessStartError through `ended` */
export function startTree(parts: TreeParts): RunningTree {
  const { spec, attemptId, scanner, log } = parts;
  const [program, ...args] = spec.command;
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: parts.workingDirectory,
      env: parts.env,
      detached: true,
      stdio: [spec.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return { ended: Promise.reject(startError(program, error)), terminate: () => undefined, kill: () => undefined };
  }
  child.stdout?.on('data', (bytes: Buffer) => parts.onOutput('stdout', bytes));
  child.stderr?.on('data', (bytes: Buffer) => parts.onOutput('stderr', bytes));
  // A program that does not read its input closes the pipe; that is its right.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(spec.stdin);
  const group = child.pid;
  let isStopped = false;
  let killing: Promise<void> | undefined;

  async function markedPids(): Promise<number[]> {
    const marked = await scanner.scan();
    return marked.filter((one) => one.attemptId === attemptId).map(({ pid }) => pid);
  }

  /** Kills until two looks in a row find nobody; one is enough where nobody was left in the first place. */
  async function killAll(): Promise<void> {
    const began = performance.now();
    let quiet = killing ? 0 : 1;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const inGroup = group !== undefined && signal(-group, 'SIGKILL');
      const pids = await markedPids();
      for (const pid of pids) signal(pid, 'SIGKILL');
      const anybody = pids.length > 0 || (inGroup && group !== undefined && (await groupIsAlive(group)));
      quiet = anybody ? 0 : quiet + 1;
      if (quiet >= 2) return;
      if (performance.now() - began > GIVE_UP_MS)
        return log.error({ attemptId, pids }, 'processes of an attempt outlive KILL');
      await delay(pauseMs);
    }
  }
  function kill(): void {
    isStopped = true;
    if (group === undefined) return;
    killing ??= Promise.resolve().then(killAll);
    killing.catch((error: unknown) => log.error({ err: error, attemptId }, 'killing an attempt failed'));
  }
  function terminate(): void {
    isStopped = true;
    if (group === undefined) return;
    signal(-group, 'SIGTERM');
    markedPids().then(
      (pids) => {
        // The group has its signal already; a second one would look like impatience to those who count.
        for (const pid of pids) if (pid !== group) signal(pid, 'SIGTERM');
      },
      (error: unknown) => log.error({ err: error, attemptId }, 'looking for processes of an attempt failed'),
    );
  }

  async function end(): Promise<TreeEnd> {
    const exit = await exitOf(child, program);
    const closed = new Promise((resolve) => void child.once('close', resolve));
    const isGone = await parts.isGone();
    // Whoever wants it stopped wants nothing left, wherever that went.
    if (!isGone || isStopped) await (killing ?? killAll());
    if (child.stdout?.closed === false || child.stderr?.closed === false)
      await Promise.race([closed, delay(PIPE_GRACE_MS)]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return exit;
  }
  return { ended: end(), terminate, kill };
}

function exitOf(child: ChildProcess, program: string): Promise<TreeEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startError(program, error)));
    child.once('exit', (code, name) => resolve({ exitCode: code ?? undefined, signal: name ?? undefined }));
  });
}

function startError(program: string, error: unknown): ProcessStartError {
  return new ProcessStartError(program, (error as NodeJS.ErrnoException).code ?? 'UNKNOWN', error);
}
