/** Files by which a test and the tasks of its runs tell each other how far they are. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until.ts';

export interface Signs {
  /** For the scripts of tasks. */
  readonly directory: string;
  give(name: string): Promise<void>;
  seen(name: string): Promise<void>;
  /** What tasks have appended to a file; empty before the first. */
  lines(name: string): Promise<readonly string[]>;
}

export async function makeSigns(dataDir: string): Promise<Signs> {
  const directory = path.join(dataDir, 'signs');
  await mkdir(directory);
  const textOf = (name: string): Promise<string | undefined> =>
    readFile(path.join(directory, name), 'utf8').catch(() => undefined);
  return {
    directory,
    give: (name) => writeFile(path.join(directory, name), 'given\n'),
    seen: async (name) => {
      await until(`the sign ${name} of a task`, async () => (await textOf(name)) !== undefined);
    },
    lines: async (name) => ((await textOf(name)) ?? '').split('\n').filter((line) => line !== ''),
  };
}

/** Shell: waits until the test has given the sign. */
export const awaiting = (signs: Signs, name: string): string =>
  `while [ ! -e "${signs.directory}/${name}" ]; do sleep 0.05; done`;
