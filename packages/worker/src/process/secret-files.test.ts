import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretFiles } from './secret-files.ts';

let fallback: string;
const worker = randomUUID();
beforeEach(async () => {
  fallback = await mkdtemp(path.join(tmpdir(), 'carillon-secret-files-'));
});
afterEach(() => rm(fallback, { recursive: true }));

describe('files of secrets', () => {
  it('are the user’s alone, one for each, and gone with the attempt', async () => {
    const files = createSecretFiles(worker, 'one', fallback);
    await files.open();
    const place = await files.write('attempt', { dwh: 'a\nb\n', token: 'x' });
    expect(await readFile(path.join(place, 'dwh'), 'utf8')).toBe('a\nb\n');
    expect((await stat(path.join(place, 'dwh'))).mode & 0o777).toBe(0o400);
    for (const directory of [place, files.directory]) expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await files.remove('attempt');
    expect(await readdir(files.directory)).toEqual([]);
    await files.close();
    await expect(stat(files.directory)).rejects.toThrow('ENOENT');
  });

  it('of an earlier life are removed by the next, those of another worker are not', async () => {
    const killed = createSecretFiles(worker, 'killed', fallback);
    const other = createSecretFiles(randomUUID(), 'one', fallback);
    for (const files of [killed, other]) {
      await files.open();
      await files.write('attempt', { dwh: 'left behind' });
    }
    const next = createSecretFiles(worker, 'next', fallback);
    await next.open();
    await expect(stat(killed.directory)).rejects.toThrow('ENOENT');
    expect(await readdir(other.directory)).toEqual(['attempt']);
    await Promise.all([next.close(), other.close()]);
  });
});
