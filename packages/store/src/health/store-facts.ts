/** The database as it says itself, in one statement: settings, connections, size, and who holds old rows. */
import type { ConsumerFacts, IncidentStore, StoreFacts } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** The newest: more are dealt with one after another. */
const MAX_INCIDENTS = 20;

/** What acknowledged work, and the size of the tables, rest on. */
const NEEDED = `('fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum')`;

/** A role without pg_monitor sees the times of its own sessions alone; slots it sees all. */
const FACTS = {
  text: `
select current_setting('server_version') as version,
  pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as is_read_only,
  array(select name from pg_settings where name in ${NEEDED} and setting = 'off' order by name) as settings_off,
  current_setting('max_connections')::int4 as max_connections,
  (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
  pg_database_size(current_database()) as size_bytes,
  x.for_ms, x.holder,
  (select max(to_date(right(c.relname, 8), 'YYYYMMDD')) + interval '7 days' from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass) as partitions_until,
  array(select distinct master_key_id from secret where version > 0 order by 1) as master_keys
from (select 1) one left join lateral (
  select extract(epoch from clock_timestamp() - since) * 1000 as for_ms, holder from (
    select xact_start as since, coalesce(nullif(application_name, ''), 'a session') || '/' || pid as holder from pg_stat_activity
      where datname = current_database() and backend_xmin is not null and pid <> pg_backend_pid()
    union all
    select prepared, 'prepared transaction ' || gid from pg_prepared_xacts where database = current_database()
  ) holders where since is not null order by since limit 1) x on true`,
};

interface FactsRow {
  readonly version: string;
  readonly is_read_only: boolean;
  readonly settings_off: readonly string[];
  readonly max_connections: number;
  readonly connections: number;
  readonly size_bytes: number;
  readonly for_ms: string | null;
  readonly holder: string | null;
  readonly partitions_until: Date | null;
  readonly master_keys: readonly string[];
}

export async function readStoreFacts(reader: Reader, incidents: IncidentStore): Promise<StoreFacts> {
  const [[row], open] = await Promise.all([
    reader.rows<FactsRow>(FACTS, []),
    incidents.incidents({ open: true, limit: MAX_INCIDENTS }),
  ]);
  if (!row) throw new Error('the database said nothing of itself');
  return {
    version: row.version,
    isReadOnly: row.is_read_only,
    incidents: open,
    settingsOff: row.settings_off,
    maxConnections: row.max_connections,
    connections: row.connections,
    sizeBytes: row.size_bytes,
    xmin: row.holder === null ? undefined : { forMs: Math.round(Number(row.for_ms)), holder: row.holder },
    partitionsUntil: row.partitions_until ?? undefined,
    masterKeys: row.master_keys,
  };
}

/** Of ends of runs, as the outbox gives them; counted up to a bound. */
const CONSUMERS = {
  text: `
select c.consumer as name, e.behind, e.oldest_at from event_cursor c cross join lateral (
  select count(*) as behind, min(at) as oldest_at from (
    select at from event
    where xid > c.xid and xid < pg_snapshot_xmin(pg_current_snapshot())::text::int8 and at > c.since and run_state >= 10
    limit 10000) ends) e
order by c.consumer`,
};

export async function readConsumers(reader: Reader): Promise<readonly ConsumerFacts[]> {
  const rows = await reader.rows<{ name: string; behind: number; oldest_at: Date | null }>(CONSUMERS, []);
  return rows.map(({ oldest_at, ...row }) => ({ ...row, oldestAt: oldest_at ?? undefined }));
}
