/**
 * How often the kernel has killed a process of this worker's memory group since it was made: a program that dies by KILL
 * unasked while the number rises was killed for memory. Both versions of control groups count; where there is no group
 * with a limit, or no /proc, nothing is counted.
 */
import { readFile } from 'node:fs/promises';

type ReadText = (path: string) => Promise<string>;

export interface OomKills {
  /** So far; undefined where nobody counts. */
  count(): Promise<number | undefined>;
}

const ROOT = '/sys/fs/cgroup';

export function createOomKills(readText: ReadText = (path) => readFile(path, 'utf8')): OomKills {
  let places: Promise<readonly string[]> | undefined;
  const ifThere = (path: string): Promise<string> => readText(path).catch(() => '');

  return {
    async count() {
      places ??= ifThere('/proc/self/cgroup').then(placesIn);
      for (const path of await places) {
        const kills = /^oom_kill (\d+)$/m.exec(await ifThere(path))?.[1];
        if (kills !== undefined) return Number(kills);
      }
      return undefined;
    },
  };
}

/** Of `/proc/self/cgroup`; in a container the path may be the host's, and the group is then at the root. */
function placesIn(text: string): readonly string[] {
  const pathOf = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]?.replace(/\/$/, '');
  const first = pathOf(/^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m);
  const second = pathOf(/^0::(.*)$/m);
  return [
    ...(first === undefined ? [] : [first, '']).map((path) => `${ROOT}/memory${path}/memory.oom_control`),
    ...(second === undefined ? [] : [second, '']).map((path) => `${ROOT}${path}/memory.events`),
  ];
}
