/** A disk that is soon full: some megabytes of memory, mounted where a test wants them. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface SmallDisk {
  readonly directory: string;
  remove(): Promise<void>;
}

/** Root mounts. Elsewhere these tests are left out; where everything is asked for, they fail. */
export const mayMount =
  (process.getuid?.() === 0 && process.platform === 'linux') || process.env['CARILLON_REQUIRE_SERVICES'] === '1';

/** @param size as mount takes it: `32m` */
export async function mountSmallDisk(size: string): Promise<SmallDisk> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory]);
  return {
    directory,
    async remove() {
      execFileSync('umount', [directory]);
      await rm(directory, { recursive: true });
    },
  };
}
