/**
 * A migration of nothing but indexes, built while others write (GUARANTEES 13.2). A partitioned table cannot have one
 * built so: it gets the definition, each of its partitions an index that is built concurrently and attached, and with
 * the last of them its own is whole (PostgreSQL, "Partitioning and indexes"). Nothing of it is undone by a crash: the
 * next starter goes on behind the last index that is whole.
 */
import type pg from 'pg';

const CREATE_INDEX = /^create (?<unique>unique )?index (?<name>\w+) on (?<table>\w+)\s+(?<definition>.+)$/s;

export interface IndexDefinition {
  readonly name: string;
  readonly table: string;
  readonly isUnique: boolean;
  /** What follows the table: its columns and condition. */
  readonly definition: string;
}

/** Undefined when the migration does anything else. */
export function indexesOf(sql: string): readonly IndexDefinition[] | undefined {
  const statements = sql
    .replaceAll(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const indexes = statements.map(indexOf);
  return indexes.length > 0 && indexes.every((index) => index !== undefined) ? indexes : undefined;
}

function indexOf(statement: string): IndexDefinition | undefined {
  const { unique, name, table, definition } = CREATE_INDEX.exec(statement)?.groups ?? {};
  if (name === undefined || table === undefined || definition === undefined) return undefined;
  return { name, table, isUnique: unique !== undefined, definition };
}

export async function buildIndex(client: pg.Client, index: IndexDefinition): Promise<void> {
  if (!(await isPartitioned(client, index.table))) {
    await buildWhole(client, index);
    return;
  }
  const { name, table, isUnique, definition } = index;
  await client.query(`create ${isUnique ? 'unique ' : ''}index if not exists ${name} on only ${table} ${definition}`);
  for (const partition of await partitionsWithout(client, index)) {
    const own = `${partition}_${name.replace(`${table}_`, '')}`;
    await buildWhole(client, { ...index, name: own, table: partition });
    await client.query(`alter index ${name} attach partition ${own}`);
  }
}

async function buildWhole(client: pg.Client, index: IndexDefinition): Promise<void> {
  const { name, table, isUnique, definition } = index;
  const { rows } = await client.query<{ whole: boolean }>(
    'select indisvalid whole from pg_index where indexrelid = to_regclass($1)',
    [name],
  );
  if (rows[0]?.whole) return;
  // It waits for transactions that began before it, however long those take; nobody who writes waits for it.
  await client.query('set lock_timeout = 0');
  // What is left of a build that ended half-way.
  if (rows[0]) await client.query(`drop index concurrently ${name}`);
  await client.query(`create ${isUnique ? 'unique ' : ''}index concurrently ${name} on ${table} ${definition}`);
  await client.query('reset lock_timeout');
}

async function isPartitioned(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ kind: string }>('select relkind kind from pg_class where oid = $1::regclass', [
    table,
  ]);
  return rows[0]?.kind === 'p';
}

/** A partition made from now on has the index from the start. */
async function partitionsWithout(client: pg.Client, { name, table }: IndexDefinition): Promise<readonly string[]> {
  const { rows } = await client.query<{ partition: string }>(
    `select inhrelid::regclass::text partition from pg_inherits where inhparent = $2::regclass
     and not exists (select from pg_index own join pg_inherits attached on attached.inhrelid = own.indexrelid
                     where own.indrelid = pg_inherits.inhrelid and attached.inhparent = $1::regclass)
     order by 1`,
    [name, table],
  );
  return rows.map(({ partition }) => partition);
}
