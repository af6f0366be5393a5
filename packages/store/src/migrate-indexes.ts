/**
 * A migration of nothing but indexes, built while others write (GUARANTEES 13.2). A partitioned table cannot have one
 * built so: it gets the definition, each of its partitions an index that is built concurrently and attached, and with
 * the last of them its own is whole (PostgreSQL, "Partitioning and indexes"). Nothing of it is undone by a crash: the
 * next starter goes on behind the last index that is whole.
 */
import type { Logger } from '@carillon/runtime';
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

export interface Builder {
  readonly client: pg.Client;
  /** Tries again where a table is held. */
  readonly patiently: (work: () => Promise<unknown>) => Promise<void>;
  readonly log: Logger;
}

export async function buildIndex(builder: Builder, index: IndexDefinition): Promise<void> {
  const { client, patiently } = builder;
  const { name, table, isUnique, definition } = index;
  if (!(await isPartitioned(client, table))) {
    await patiently(() => buildWhole(builder, index));
    return;
  }
  const unique = isUnique ? 'unique ' : '';
  await patiently(() => client.query(`create ${unique}index if not exists ${name} on only ${table} ${definition}`));
  for (;;) {
    // Asked anew each time: weeks come and go meanwhile.
    const partition = await partitionWithout(client, index);
    if (partition === undefined) return;
    const own = `${partition}_${name.replace(`${table}_`, '')}`;
    await patiently(async () => {
      await buildWhole(builder, { ...index, name: own, table: partition });
      await client.query(`alter index ${name} attach partition ${own}`);
    });
  }
}

async function buildWhole({ client, log }: Builder, index: IndexDefinition): Promise<void> {
  const { name, table, isUnique, definition } = index;
  const { rows } = await client.query<{ whole: boolean }>(
    'select indisvalid whole from pg_index where indexrelid = to_regclass($1)',
    [name],
  );
  if (rows[0]?.whole) return;
  log.info({ index: name, table }, 'building an index');
  // It waits for transactions that began before it, however long those take; nobody who writes waits for it.
  await client.query('set lock_timeout = 0');
  try {
    // What is left of a build that ended half-way.
    if (rows[0]) await client.query(`drop index concurrently ${name}`);
    await client.query(`create ${isUnique ? 'unique ' : ''}index concurrently ${name} on ${table} ${definition}`);
  } finally {
    await client.query('reset lock_timeout');
  }
}

async function isPartitioned(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ kind: string }>('select relkind kind from pg_class where oid = $1::regclass', [
    table,
  ]);
  return rows[0]?.kind === 'p';
}

/** The first one; a partition that is made from now on has the index from the start. */
async function partitionWithout(client: pg.Client, { name, table }: IndexDefinition): Promise<string | undefined> {
  const { rows } = await client.query<{ partition: string }>(
    `select inhrelid::regclass::text partition from pg_inherits where inhparent = $2::regclass
     and not exists (select from pg_index own join pg_inherits attached on attached.inhrelid = own.indexrelid
                     where own.indrelid = pg_inherits.inhrelid and attached.inhparent = $1::regclass)
     order by 1 limit 1`,
    [name, table],
  );
  return rows[0]?.partition;
}
