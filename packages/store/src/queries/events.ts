/** Events of one run, and the feed of all: the outbox read in commit order. */
import { type EventRecord, runStateOf, type TenantScope, type Transition } from '@carillon/core';
import type { Reader } from '../reader.ts';

interface EventRow {
  readonly run_id: string;
  readonly seq: number;
  readonly xid: number;
  readonly at: Date;
  readonly actor: string | null;
  readonly run_state: number | null;
  readonly transitions: readonly Transition[];
}

const EVENTS_OF_RUN = {
  name: 'events_of_run',
  text: `select run_id, seq, xid, at, actor, run_state, transitions from event
    where run_id = $2 and tenant_key = $1 and seq > $3 order by seq limit $4`,
};

export async function listEvents(
  reader: Reader,
  scope: TenantScope,
  runId: string,
  page: { readonly afterSeq: string | undefined; readonly limit: number },
): Promise<readonly EventRecord[]> {
  const rows = await reader.rows<EventRow>(EVENTS_OF_RUN, [scope.tenantKey, runId, page.afterSeq ?? '-1', page.limit]);
  return rows.map(toEventRecord);
}

/**
 * A transaction below the snapshot's xmin has ended, and none that starts later gets a smaller number: what
 * is read up to there is complete, whatever order the transactions commit in. `with ties` keeps a
 * transaction whole. BRIN over xid finds the pages, since rows lie in about the order of their commit.
 */
const FEED = {
  text: `select settled.xmin, e.* from (select pg_snapshot_xmin(pg_current_snapshot())::text::int8 xmin) settled
    left join lateral (
      select run_id, seq, xid, at, actor, run_state, transitions from event
      where xid > $2 and xid < settled.xmin and tenant_key = $1 order by xid fetch first $3 rows with ties) e on true
    order by e.xid, e.seq`,
};

export interface Feed {
  readonly events: readonly EventRecord[];
  readonly cursor: string;
}

export async function readFeed(
  reader: Reader,
  scope: TenantScope,
  after: string | undefined,
  limit: number,
): Promise<Feed> {
  // Without a cursor nothing lies beyond it: the answer is where to start.
  const beyondAll = '9223372036854775807';
  const rows = await reader.rows<{ xmin: number } & (EventRow | { run_id: null })>(FEED, [
    scope.tenantKey,
    after ?? beyondAll,
    limit,
  ]);
  const events = rows.filter((row): row is { xmin: number } & EventRow => row.run_id !== null).map(toEventRecord);
  const isFull = events.length >= limit;
  const settled = String((rows[0]?.xmin ?? 1) - 1);
  return { events, cursor: isFull ? (events.at(-1)?.xid ?? settled) : newer(settled, after) };
}

/** A snapshot's xmin never falls, but a cursor may come from a client. */
function newer(settled: string, after: string | undefined): string {
  return after !== undefined && BigInt(after) > BigInt(settled) ? after : settled;
}

function toEventRecord(row: EventRow): EventRecord {
  return {
    runId: row.run_id,
    seq: String(row.seq),
    xid: String(row.xid),
    at: row.at,
    actor: row.actor ?? undefined,
    runState: row.run_state === null ? undefined : runStateOf(row.run_state),
    transitions: row.transitions,
  };
}
