/**
 * How many processes and threads an attempt may have at once: a control group of its own below the worker's, with
 * `pids.max`, which the kernel counts whatever leaves its process group, its session or its parent. A program enters it
 * before it begins, by a shell that becomes it. Both versions of control groups serve; of the second, groups of threads,
 * since the worker itself stays where it is. Whether it works here is tried when the worker starts: where no group can be
 * made, as in most containers and without delegation, nothing is limited, and the log says so.
 */
import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { WorkerLog } from '../worker-log.ts';

const run = promisify(execFile);
const ROOT = '/sys/fs/cgroup';
/** A process closes its files before it leaves its group. */
const LEAVES_WITHIN = { tries: 20, everyMs: 10 };
const ENTER = 'echo 0 >"$0/cgroup.procs" && exec "$@"';

export interface ProcessLimit {
  /** Before the first attempt. What earlier lives of this worker left is removed. */
  open(): Promise<void>;
  /** Undefined where nothing is limited. */
  groupOf(attemptId: string): Promise<ProcessGroup | undefined>;
  /** Of all its groups, to be removed when nothing runs in them any more; undefined where there are none. */
  directory(): string | undefined;
}

export interface ProcessGroup {
  /** What runs a program inside; as it is, where there is no such program: that it cannot be started is told as ever. */
  command(
    program: readonly [string, ...string[]],
    env: NodeJS.ProcessEnv,
    directory: string,
  ): Promise<[string, ...string[]]>;
  /**
   * Its program has ended with everything that it started, but for what had the right to leave the group, and did. False
   * where that cannot be told.
   */
  isEmpty(): Promise<boolean>;
  /** Once nothing of it is alive. True: it was refused a process. */
  remove(): Promise<boolean>;
}

export interface ProcessLimitParts {
  /** Of each attempt; 0: none. */
  readonly most: number;
  readonly workerId: string;
  /** The warden of a life that was killed removes its groups while the next one makes its own. */
  readonly life: string;
  readonly log: WorkerLog;
  /** Where control groups are, for tests. */
  readonly root?: string;
}

export function createProcessLimit({ most, workerId, life, log, root = ROOT }: ProcessLimitParts): ProcessLimit {
  let parent: string | undefined;
  let isSecond = false;

  const make = async (directory: string): Promise<void> => {
    await mkdir(directory).catch(passExisting);
    if (isSecond) await set(directory, 'cgroup.type', 'threaded');
  };

  const groupOf = async (name: string): Promise<ProcessGroup> => {
    const directory = join(parent as string, name);
    await make(directory);
    await set(directory, 'pids.max', String(most));
    let isEntered = false;
    return {
      async command([program, ...args], env, workingDirectory) {
        isEntered = await isExecutable(program, env['PATH'] ?? '', workingDirectory);
        return isEntered ? ['/bin/sh', '-c', ENTER, directory, program, ...args] : [program, ...args];
      },
      async isEmpty() {
        if (!isEntered) return false;
        // Of the second version, what a group of threads holds is told in no list of processes.
        const [file, empty] = isSecond ? ['cgroup.events', /^populated 0$/m] : ['cgroup.procs', /^$/];
        return readFile(join(directory, file), 'utf8').then(
          (text) => empty.test(text),
          () => false,
        );
      },
      async remove() {
        const events = await readFile(join(directory, 'pids.events'), 'utf8').catch(() => '');
        await removeEmptied(directory).catch((error: unknown) =>
          log.warn({ err: error, directory }, 'a control group is left'),
        );
        return Number(/^max (\d+)$/m.exec(events)?.[1] ?? 0) > 0;
      },
    };
  };

  const removeEarlier = async (place: string): Promise<void> => {
    const lives = (await directoriesIn(place)).filter((name) => name.startsWith(groupsOf(workerId)));
    for (const earlier of lives.map((name) => join(place, name))) {
      // What still runs in one was not to be killed, and what is gone was removed by the warden.
      for (const name of await directoriesIn(earlier).catch(() => []))
        await rmdir(join(earlier, name)).catch(() => undefined);
      await rmdir(earlier).catch(() => undefined);
    }
  };

  const prepare = async (own: { readonly path: string; readonly isSecond: boolean }): Promise<void> => {
    isSecond = own.isSecond;
    await removeEarlier(own.path);
    parent = join(own.path, `${groupsOf(workerId)}${life}`);
    await make(parent);
    if (isSecond) for (const group of [own.path, parent]) await set(group, 'cgroup.subtree_control', '+pids');
    const trial = await groupOf('trial');
    const [program, ...args] = await trial.command(['true'], process.env, '/');
    await run(program, args);
    await trial.remove();
  };

  return {
    async open() {
      if (most === 0) return;
      try {
        await prepare(await ownGroup(root));
      } catch (error) {
        parent = undefined;
        log.info({ err: error }, 'tasks have no limit of processes: this worker may make no control groups');
      }
    },
    groupOf: async (attemptId) => (parent === undefined ? undefined : groupOf(attemptId)),
    directory: () => parent,
  };
}

const groupsOf = (workerId: string): string => `carillon-${workerId}-`;

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Files of a control group are the kernel's: one that is not there is not made. */
const set = (group: string, file: string, text: string): Promise<void> =>
  writeFile(join(group, file), text, { flag: 'r+' });

async function removeEmptied(directory: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      return await rmdir(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || tries === LEAVES_WITHIN.tries) throw error;
      await delay(LEAVES_WITHIN.everyMs);
    }
}

function passExisting(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

/** Of this process; in a container the path may be the host's, and the group is then at the root. */
async function ownGroup(root: string): Promise<{ readonly path: string; readonly isSecond: boolean }> {
  const text = await readFile('/proc/self/cgroup', 'utf8');
  const first = /^\d+:(?:[^:]*,)?pids(?:,[^:]*)?:(.*)$/m.exec(text)?.[1];
  const path = first ?? /^0::(.*)$/m.exec(text)?.[1];
  if (path === undefined) throw new Error('this system has no control groups');
  const base = first === undefined ? root : join(root, 'pids');
  const own = join(base, path);
  const isThere = await access(join(own, 'cgroup.procs')).then(
    () => true,
    () => false,
  );
  return { path: isThere ? own : base, isSecond: first === undefined };
}

async function isExecutable(program: string, path: string, directory: string): Promise<boolean> {
  const places = program.includes('/')
    ? [resolve(directory, program)]
    : path.split(delimiter).map((one) => join(one, program));
  for (const place of places)
    if (
      await access(place, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  return false;
}
