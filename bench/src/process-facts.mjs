// What the kernel tells about a process.
import { readFile } from 'node:fs/promises';

const MIB = 2 ** 20;
/** USER_HZ: the same on every Linux. */
const TICKS_PER_SECOND = 100;

export async function rssOf(pid) {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1_024) / MIB;
}

/** Seconds of processor time since it started, its own children left out. */
export async function cpuSecondsOf(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most resident memory, in MiB, during so many seconds. */
export async function mostRssOf(pid, seconds) {
  let most = await rssOf(pid);
  for (let second = 0; second < seconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    most = Math.max(most, await rssOf(pid));
  }
  return most;
}

/** The one child whose command line says so. */
export async function childOf(pid, words) {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  for (const child of children.filter(Boolean)) {
    const line = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (line.replaceAll('\0', ' ').includes(words)) return Number(child);
  }
  throw new Error(`process ${pid} has no child "${words}"`);
}

const WATCH_EVERY_MS = 250;

/** `most()` ends it and tells the most resident memory, in MiB, since it was made. */
export function watchRss(pid) {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await rssOf(pid));
  };
  // One that has ended is told by what it was to do.
  const timer = setInterval(() => void look().catch(() => undefined), WATCH_EVERY_MS);
  return {
    async most() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}
