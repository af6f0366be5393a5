/**
 * Processes found by the markers in their environment: they show who belongs to an attempt or a worker even
 * after a double fork and `setsid` took them out of the process group. A process that wipes its environment
 * is not found; that takes a PID namespace (SECURITY S6). Where there is no /proc, nothing is found.
 */
import { readdir, readFile } from 'node:fs/promises';

export const ATTEMPT_MARKER = 'CARILLON_ATTEMPT_ID';
export const WORKER_MARKER = 'CARILLON_WORKER';

export interface MarkedProcess {
  readonly pid: number;
  readonly attemptId: string | undefined;
  /** `<worker id>/<life>`. */
  readonly worker: string;
}

export interface ProcessScanner {
  /** What is there now: the look at /proc begins after the call. */
  scan(): Promise<readonly MarkedProcess[]>;
}

/** Callers that come during a scan share the next one: however many attempts end at once, two scans serve all. */
export function createProcessScanner(): ProcessScanner {
  let running: Promise<readonly MarkedProcess[]> | undefined;
  let next: Promise<readonly MarkedProcess[]> | undefined;

  function begin(): Promise<readonly MarkedProcess[]> {
    next = undefined;
    const mine = scanProcesses();
    running = mine;
    const done = (): void => {
      if (running === mine) running = undefined;
    };
    mine.then(done, done);
    return mine;
  }
  return {
    scan() {
      if (!running) return begin();
      next ??= running.then(begin, begin);
      return next;
    },
  };
}

async function scanProcesses(): Promise<readonly MarkedProcess[]> {
  const found = await Promise.all((await processIds()).map(readMarks));
  return found.filter((one) => one !== undefined);
}

async function processIds(): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  return entries.filter((name) => /^\d+$/.test(name)).map(Number);
}

async function readMarks(pid: number): Promise<MarkedProcess | undefined> {
  // Gone since, a zombie, or another user's: none of them is ours to kill.
  const environ = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  if (!environ.includes(WORKER_MARKER)) return undefined;
  const worker = valueOf(environ, WORKER_MARKER);
  return worker === undefined ? undefined : { pid, worker, attemptId: valueOf(environ, ATTEMPT_MARKER) };
}

function valueOf(environ: string, name: string): string | undefined {
  const entry = environ.split('\0').find((variable) => variable.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

/** Whether a process group has members that are not zombies; only asked when signalling it still succeeds. */
export async function groupIsAlive(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  const states = await Promise.all(
    (await processIds()).map((pid) => readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')),
  );
  return states.some((stat) => {
    // `pid (name) state ppid pgrp …`; the name may hold spaces and brackets.
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(pgrp) === group && state !== 'Z' && state !== 'X';
  });
}

/** False when there was nobody to signal. */
export function signal(target: number, name: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    process.kill(target, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
