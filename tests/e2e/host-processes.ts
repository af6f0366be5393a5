/** The processes of this host, as the kernel lists them: who is still there, and who belongs to whom. */
import { readdir, readFile } from 'node:fs/promises';

export interface HostProcess {
  readonly pid: number;
  readonly parent: number;
  /** Ticks since boot: with the pid it names one process for ever. */
  readonly born: string;
  readonly command: string;
}

/** Everything that is alive; a zombie is not. */
export async function hostProcesses(): Promise<readonly HostProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(read))).filter((found) => found !== undefined);
}

async function read(pid: number): Promise<HostProcess | undefined> {
  const [stat, command] = await Promise.all(['stat', 'cmdline'].map((name) => textOf(pid, name)));
  // `pid (name) state ppid …`; the name may hold spaces and brackets.
  const [state, parent, ...rest] = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  if (!stat || state === 'Z' || state === 'X') return undefined;
  return { pid, parent: Number(parent), born: rest[17] ?? '', command: (command ?? '').replaceAll('\0', ' ').trim() };
}

/** Empty when the process is gone. */
const textOf = (pid: number, name: string): Promise<string> =>
  readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');

/** The process and all that it started, however deep. */
export async function familyOf(pid: number): Promise<readonly HostProcess[]> {
  const all = await hostProcesses();
  const family = all.filter((one) => one.pid === pid);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

export async function survivorsOf(processes: readonly HostProcess[]): Promise<readonly HostProcess[]> {
  const alive = new Map((await hostProcesses()).map((one) => [one.pid, one]));
  return processes.filter(({ pid, born }) => alive.get(pid)?.born === born);
}

/** At once and without a word. Who has ended meanwhile is what was wanted. */
export function killAll(processes: readonly HostProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Whose environment holds one of these `NAME=value`, wherever they moved in the tree of processes. */
export async function processesWith(...variables: readonly string[]): Promise<readonly HostProcess[]> {
  const wanted = new Set(variables);
  const all = await hostProcesses();
  const marked = await Promise.all(
    all.map(async ({ pid }) => (await textOf(pid, 'environ')).split('\0').some((variable) => wanted.has(variable))),
  );
  return all.filter((_, at) => marked[at]);
}
