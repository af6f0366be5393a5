import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownMasterKeys, readMasterKeys } from './master-keys.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'carillon-keys-'));
});
afterEach(() => rm(directory, { recursive: true }));

const none = { secretsKey: undefined, secretsKeyFile: undefined };
const key = (): string => randomBytes(32).toString('base64');

describe('master keys of a server', () => {
  it('are none unless they are given', async () => {
    expect(await readMasterKeys(none)).toEqual([]);
    expect(await readMasterKeys({ ...none, secretsKey: `${key()},${key()}` })).toHaveLength(2);
  });

  it('are made once for one machine, for its user alone', async () => {
    const [made] = await ownMasterKeys(none, directory);
    expect(await ownMasterKeys(none, directory)).toEqual([made]);
    expect((await stat(path.join(directory, 'secrets-key'))).mode & 0o777).toBe(0o600);
    const given = key();
    const [asked] = await ownMasterKeys({ ...none, secretsKey: given }, directory);
    expect(asked?.id).not.toBe(made?.id);
  });

  it('are refused in a file that others can read, or that holds none, without being shown', async () => {
    const file = path.join(directory, 'key');
    await writeFile(file, key(), { mode: 0o600 });
    expect(await readMasterKeys({ ...none, secretsKeyFile: file })).toHaveLength(1);
    await chmod(file, 0o640);
    await expect(readMasterKeys({ ...none, secretsKeyFile: file })).rejects.toThrow(`chmod 600 ${file}`);
    await writeFile(file, '# nothing\n');
    await chmod(file, 0o600);
    await expect(readMasterKeys({ ...none, secretsKeyFile: file })).rejects.toThrow(/no master key/);
    await writeFile(file, 'canary-short');
    const problem = await readMasterKeys({ ...none, secretsKeyFile: file }).catch((error: Error) => error.message);
    expect(problem).toMatch(/key 1 is not 32 bytes/);
    expect(problem).not.toContain('canary');
    expect(await readFile(file, 'utf8')).toBe('canary-short');
  });
});
