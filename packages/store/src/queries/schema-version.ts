/** Whether every migration that this program ships has been applied. */
import { readdir } from 'node:fs/promises';
import type { Reader } from '../reader.ts';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);
const APPLIED = { name: 'applied_migrations', text: 'select max(id) newest from schema_migration' };

let shipped: Promise<number> | undefined;

export async function isSchemaCurrent(reader: Reader): Promise<boolean> {
  shipped ??= newestShipped();
  const [row] = await reader.rows<{ newest: number | null }>(APPLIED, []);
  return (row?.newest ?? 0) >= (await shipped);
}

async function newestShipped(): Promise<number> {
  const names = await readdir(MIGRATIONS);
  return Math.max(0, ...names.filter((name) => /^\d{4}_.*\.sql$/.test(name)).map((name) => Number(name.slice(0, 4))));
}
