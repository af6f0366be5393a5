/** Writes and removes secrets, with their rows in the audit. A value goes in and never comes out here. */
import {
  type AuditChange,
  type AuditOrigin,
  CarillonError,
  formatId,
  type LevelNames,
  type LevelOf,
  type SecretRecord,
  said,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { appendAudit } from '../audit/index.ts';
import { type LevelKeys, levelKeys } from '../catalog/levels.ts';
import type { Reader } from '../reader.ts';
import { seal } from './envelope.ts';
import { readSecret } from './list.ts';
import type { MasterKeys } from './master-keys.ts';

/** Makes the row with version 0 where there is none, and locks it: the version is part of what is sealed. */
const CLAIM = {
  name: 'claim_secret',
  text: `insert into secret as s (id, tenant_key, project_key, environment_key, name, version, master_key_id, wrapped_key, sealed, created_by, updated_by)
    values ($1, $2, $3, $4, $5, 0, '', '', '', $6, $6)
    on conflict (tenant_key, project_key, environment_key, name) do update set name = s.name
    returning key, version`,
};

const FILL = {
  name: 'fill_secret',
  text: `update secret set version = $2, master_key_id = $3, wrapped_key = $4, sealed = $5, updated_by = $6, updated_at = now() where key = $1`,
};

const REMOVE = {
  name: 'remove_secret',
  text: `delete from secret where tenant_key = $1 and project_key is not distinct from $2
    and environment_key is not distinct from $3 and name = $4 returning id, version`,
};

export function putSecret(
  reader: Reader,
  keys: MasterKeys,
  { level, name, value, by }: { level: LevelOf; name: string; value: string; by: AuditOrigin },
): Promise<SecretRecord> {
  const [master] = keys;
  if (!master) throw noKey();
  return reader.transaction(async (inside) => {
    const place = await levelKeys(inside, level);
    const claimed = await inside.rows<{ key: number; version: number }>(CLAIM, [
      newUuid(),
      ...valuesOf(place),
      name,
      by.actor,
    ]);
    const { key, version: before } = claimed[0] as { key: number; version: number };
    const version = before + 1;
    const sealed = seal(master, { ...place, name, version }, value);
    await inside.rows(FILL, [key, version, sealed.masterKeyId, sealed.wrappedKey, sealed.sealed, by.actor]);
    const record = (await readSecret(inside, level, name)) as SecretRecord;
    const change: AuditChange = {
      ...changeOf('secret.set', record.id, name, level),
      ...(before > 0 ? { before: { version: before } } : {}),
      after: { version },
    };
    await appendAudit(inside, level, [{ ...by, ...change }]);
    return record;
  });
}

export function removeSecret(reader: Reader, level: LevelOf, name: string, by: AuditOrigin): Promise<boolean> {
  return reader.transaction(async (inside) => {
    const place = await levelKeys(inside, level);
    const [removed] = await inside.rows<{ id: string; version: number }>(REMOVE, [...valuesOf(place), name]);
    if (!removed) return false;
    const change = { ...changeOf('secret.remove', removed.id, name, level), before: { version: removed.version } };
    await appendAudit(inside, level, [{ ...by, ...change }]);
    return true;
  });
}

const valuesOf = ({ tenantKey, projectKey, environmentKey }: LevelKeys): readonly unknown[] => [
  tenantKey,
  projectKey,
  environmentKey,
];

function changeOf(action: string, id: string, name: string, { project, environment }: LevelNames): AuditChange {
  return {
    action,
    object: { kind: 'secret', id: formatId('sec', id), name },
    ...(project === undefined ? {} : { project }),
    ...(environment === undefined ? {} : { environment }),
    outcome: 'done',
  };
}

function noKey(): CarillonError {
  return new CarillonError({
    code: 'STORE_SECRET_KEY',
    message: said`this server has no master key, so it keeps no secrets`,
    hint: said`Put the output of \`openssl rand -base64 32\` into a file that only the server reads, and name it in CARILLON_SECRETS_KEY_FILE on every server.`,
  });
}
