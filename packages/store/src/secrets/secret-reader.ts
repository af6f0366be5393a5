/**
 * Opens secrets for the gateway. Values are read anew for every attempt; those of the last five minutes are
 * kept in memory for the time in which the database cannot be read (GUARANTEES 14). A use is noted in the
 * audit once in five minutes per secret and task: the first attempt of that time waits for the row.
 */
import { type AuditEntry, formatId, type Scope, type SecretConsumer, type SecretReader } from '@carillon/core';
import type pg from 'pg';
import { appendAudit } from '../audit/index.ts';
import { createReader, type Reader } from '../reader.ts';
import { open } from './envelope.ts';
import type { MasterKeys } from './master-keys.ts';

const KEPT_MS = 5 * 60_000;
const KEPT = 10_000;

/** Per name the narrowest level: the environment's before the project's, and in it the project's own. */
const SEALED = {
  name: 'sealed_secrets',
  text: `select distinct on (name) key, id, project_key, environment_key, name, version, master_key_id, wrapped_key, sealed
    from secret where tenant_key = $1 and (project_key is null or project_key = $2) and (environment_key is null or environment_key = $3)
      and name = any($4) and version > 0
    order by name, environment_key nulls last, project_key nulls last`,
};
const USED = { name: 'secrets_used', text: 'update secret set last_used_at = now() where key = any($1)' };

interface SealedRow {
  readonly key: number;
  readonly id: string;
  readonly project_key: number | null;
  readonly environment_key: number | null;
  readonly name: string;
  readonly version: number;
  readonly master_key_id: string;
  readonly wrapped_key: Buffer;
  readonly sealed: Buffer;
}

/** The place in which five minutes are counted. */
interface Kept<V> {
  readonly value: V;
  readonly until: number;
}

export function createSecretReader(pool: pg.Pool, keys: MasterKeys, now = () => performance.now()): SecretReader {
  const reader = createReader(pool);
  const byId = new Map(keys.map((key) => [key.id, key]));
  const values = new Map<string, Kept<Readonly<Record<string, string>>>>();
  const uses = new Map<string, Kept<undefined>>();

  function valueOf(row: SealedRow, tenantKey: number): string {
    const key = byId.get(row.master_key_id);
    if (!key)
      throw new Error(
        `the secret ${row.name} was sealed with the master key ${row.master_key_id}, which this server does not have`,
      );
    const place = {
      tenantKey,
      projectKey: row.project_key,
      environmentKey: row.environment_key,
      name: row.name,
      version: row.version,
    };
    return open(key, place, { masterKeyId: key.id, wrappedKey: row.wrapped_key, sealed: row.sealed });
  }

  async function readNow(scope: Scope, names: readonly string[], consumer: SecretConsumer) {
    const rows = await reader.rows<SealedRow>(SEALED, [scope.tenantKey, scope.projectKey, scope.environmentKey, names]);
    const opened = Object.fromEntries(rows.map((row) => [row.name, valueOf(row, scope.tenantKey)]));
    await noteUses(reader, scope, rows, consumer);
    return opened;
  }

  async function noteUses(
    on: Reader,
    scope: Scope,
    rows: readonly SealedRow[],
    consumer: SecretConsumer,
  ): Promise<void> {
    const { project, environment, workflow, task } = consumer;
    const nameOf = (row: SealedRow): string =>
      [row.id, row.version, scope.projectKey, scope.environmentKey, workflow, task].join('/');
    const fresh = rows.filter((row) => fromKept(uses, nameOf(row), now()) === undefined);
    if (fresh.length === 0) return;
    await on.transaction(async (inside) => {
      await inside.rows(USED, [fresh.map((row) => row.key)]);
      const entries = fresh.map(
        ({ id, name, version }): AuditEntry => ({
          actor: 'carillon',
          via: 'system',
          action: 'secret.use',
          object: { kind: 'secret', id: formatId('sec', id), name },
          project,
          environment,
          outcome: 'done',
          after: { version, workflow, task, worker: consumer.worker },
        }),
      );
      await appendAudit(inside, scope, entries);
    });
    for (const row of fresh) keep(uses, nameOf(row), { value: undefined, until: now() + KEPT_MS });
  }

  return {
    async read(scope, names, consumer) {
      const place = JSON.stringify([scope.tenantKey, scope.projectKey, scope.environmentKey, names]);
      try {
        const value = await readNow(scope, names, consumer);
        keep(values, place, { value, until: now() + KEPT_MS });
        return value;
      } catch (error) {
        const before = fromKept(values, place, now());
        if (before) return before.value;
        throw error;
      }
    },
  };
}

function fromKept<V>(kept: Map<string, Kept<V>>, name: string, at: number): Kept<V> | undefined {
  const found = kept.get(name);
  return found && found.until > at ? found : undefined;
}

function keep<V>(kept: Map<string, Kept<V>>, name: string, entry: Kept<V>): void {
  kept.delete(name);
  kept.set(name, entry);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
}
