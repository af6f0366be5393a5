/**
 * Master keys over time. Every start finds out whether all keys that the database was sealed with are there;
 * without one the server does not start (SECURITY S5.1). What older keys wrap is wrapped anew with the first,
 * in batches: values are not opened, a crash half-way leaves both kinds, which both open, and two servers at
 * once skip each other's rows.
 */
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { rewrap } from './envelope.ts';
import type { MasterKeys } from './master-keys.ts';

const BATCH = 200;

const KEY_IDS = {
  text: 'select master_key_id id, count(*) secrets from secret where version > 0 group by 1 order by 1',
};
const OLD = {
  text: `select key, tenant_key, project_key, environment_key, name, version, master_key_id, wrapped_key from secret
    where master_key_id <> $1 and version > 0 order by key limit ${BATCH} for update skip locked`,
};
const WRAP = {
  name: 'wrap_secrets',
  text: `update secret s set master_key_id = $1, wrapped_key = new.wrapped_key
    from unnest($2::int4[], $3::bytea[]) new(key, wrapped_key) where s.key = new.key`,
};

interface OldRow {
  readonly key: number;
  readonly tenant_key: number;
  readonly project_key: number | null;
  readonly environment_key: number | null;
  readonly name: string;
  readonly version: number;
  readonly master_key_id: string;
  readonly wrapped_key: Buffer;
}

/** @throws Error that names the keys that are missing, and how to give them */
async function assertMasterKeys(pool: pg.Pool, keys: MasterKeys): Promise<void> {
  const used = await createReader(pool).rows<{ id: string; secrets: number }>(KEY_IDS, []);
  const unknown = used.filter(({ id }) => !keys.some((key) => key.id === id));
  if (unknown.length === 0) return;
  const missing = unknown.map(({ id, secrets }) => `${id} (${secrets} secrets)`).join(', ');
  const given = keys.length === 0 ? 'none is configured' : `configured are ${keys.map((key) => key.id).join(', ')}`;
  throw new Error(
    `secrets are sealed with master keys that this server does not have: ${missing}; ${given}. ` +
      'Give the older keys below the new one in the file of CARILLON_SECRETS_KEY_FILE, or in CARILLON_SECRETS_KEY',
  );
}

/**
 * What a start does: how many were wrapped anew.
 * @throws Error when a key is missing
 */
export async function rewrapSecrets(pool: pg.Pool, keys: MasterKeys): Promise<number> {
  await assertMasterKeys(pool, keys);
  const [current] = keys;
  if (!current) return 0;
  const reader = createReader(pool);
  for (let total = 0; ; ) {
    const moved = await reader.transaction(async (inside) => {
      const rows = await inside.rows<OldRow>(OLD, [current.id]);
      const wrapped = rows.map((row) => {
        const from = keys.find((key) => key.id === row.master_key_id);
        if (!from) throw new Error(`the master key ${row.master_key_id} is gone`);
        const { tenant_key: tenantKey, project_key: projectKey, environment_key: environmentKey, name, version } = row;
        return rewrap(from, current, { tenantKey, projectKey, environmentKey, name, version }, row.wrapped_key);
      });
      if (rows.length > 0) await inside.rows(WRAP, [current.id, rows.map((row) => row.key), wrapped]);
      return rows.length;
    });
    total += moved;
    if (moved < BATCH) return total;
  }
}
