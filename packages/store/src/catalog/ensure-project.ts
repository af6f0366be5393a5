/** Projects come into being with the first document that names them. */
import type { TenantScope } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';

const ENSURE_PROJECT = {
  name: 'ensure_project',
  text: `with made as (insert into project (id, tenant_key, name) values ($1, $2, $3) on conflict (tenant_key, name) do nothing returning key)
    select key from made union all select key from project where tenant_key = $2 and name = $3 limit 1`,
};

export function ensureProject(reader: Reader, { tenantKey }: TenantScope, name: string): Promise<number> {
  return keyOf(reader, ENSURE_PROJECT, [newUuid(), tenantKey, name]);
}

/** Of a statement that always finds or makes its row. */
export async function keyOf(
  reader: Reader,
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<number> {
  const [row] = await reader.rows<{ key: number }>(statement, values);
  if (!row) throw new Error(`the statement ${statement.name} found no row`);
  return row.key;
}
