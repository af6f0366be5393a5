/** Core's port for writing and listing secrets, on the ordinary pool. */
import type { SecretStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { listSecrets, secretNamesAt, secretUsage } from './list.ts';
import type { MasterKeys } from './master-keys.ts';
import { putSecret, removeSecret } from './put.ts';

export function createSecretStore(pool: pg.Pool, keys: MasterKeys): SecretStore {
  const reader = createReader(pool);
  return {
    put: (level, { name, value }, by) => putSecret(reader, keys, { level, name, value, by }),
    list: (tenant, filter = {}) => listSecrets(reader, tenant, filter),
    remove: (level, name, by) => removeSecret(reader, level, name, by),
    usage: (level, name) => secretUsage(reader, level, name),
    names: (level) => secretNamesAt(reader, level),
  };
}
