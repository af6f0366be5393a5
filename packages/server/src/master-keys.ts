/** The master keys of secrets (docs/guide/secrets.md): from a file or the environment, never from the database. */
import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type MasterKeys, parseMasterKeys } from '@carillon/store';
import type { ServerConfig } from './config.ts';

type KeySettings = Pick<ServerConfig, 'secretsKey' | 'secretsKeyFile'>;

const OWN_FILE = 'secrets-key';
/** Bits of group and others. */
const OTHERS = 0o077;

/** Empty where none is configured: then no secret can be stored. */
export async function readMasterKeys({ secretsKey, secretsKeyFile }: KeySettings): Promise<MasterKeys> {
  if (secretsKey !== undefined) return parsed('CARILLON_SECRETS_KEY', secretsKey);
  return secretsKeyFile === undefined ? [] : readKeyFile(path.resolve(secretsKeyFile));
}

/** For one machine: the configured keys, else those of a file of its own, which the first start makes. */
export async function ownMasterKeys(settings: KeySettings, dataDirectory: string): Promise<MasterKeys> {
  if (settings.secretsKey !== undefined || settings.secretsKeyFile !== undefined) return readMasterKeys(settings);
  const file = path.join(dataDirectory, OWN_FILE);
  try {
    await writeFile(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readKeyFile(file);
}

async function readKeyFile(file: string): Promise<MasterKeys> {
  const { mode } = await stat(file);
  if ((mode & OTHERS) !== 0)
    throw new Error(
      `the master key in ${file} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${file}`,
    );
  const keys = parsed(file, await readFile(file, 'utf8'));
  if (keys.length === 0) throw new Error(`there is no master key in ${file}; make one with: openssl rand -base64 32`);
  return keys;
}

function parsed(where: string, text: string): MasterKeys {
  try {
    return parseMasterKeys(text);
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
