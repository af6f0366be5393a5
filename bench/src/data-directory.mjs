// Where a measurement keeps its data: made for it, and gone after it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { undoneAfter } from './undo.mjs';

export const makeDataDirectory = () => mkdtemp(path.join(os.tmpdir(), 'carillon-bench-'));

export async function inDataDirectory(use) {
  const directory = await makeDataDirectory();
  return undoneAfter(
    () => removeData(directory),
    () => use(directory),
  );
}

/** As root the cluster lies elsewhere; its place is noted in the directory. */
export async function removeData(directory) {
  const home = await readFile(path.join(directory, 'postgres/home'), 'utf8').catch(() => undefined);
  for (const place of [home?.trim(), directory]) if (place) await rm(place, { recursive: true, force: true });
}
