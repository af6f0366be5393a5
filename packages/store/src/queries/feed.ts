/**
 * The outbox, read in the order of commits. A transaction below the snapshot's xmin has ended, and none that starts later
 * gets a smaller number: what is read up to there is complete, whatever order the transactions commit in.
 *
 * Within a run the numbers may fall: of two transactions that wait for its lock the one that began first may get it
 * last. So an event's position is the greatest number of its run up to this event's `seq`, which is drawn under that
 * lock. Positions never fall within a run, and depend on nothing that is not committed once the event is: a reader may
 * go on anywhere, at any server, by the position alone. An event is behind the greater number only while its own
 * transaction had begun before that one got its number and had not ended: no further than there are connections.
 */
import type { EventFeed, FeedEvent, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { type EventRow, toEventRecord } from './events.ts';

/**
 * `with ties` keeps a transaction whole. BRIN over xid finds the pages, since rows lie in about the order of their commit;
 * the neighbours within each run are found by the primary key.
 */
const FEED = {
  text: `with settled as (select pg_snapshot_xmin(pg_current_snapshot())::text::int8 xmin),
    page as materialized (
      select e.run_id, e.seq, e.xid from settled cross join lateral (
        select run_id, seq, xid from event where xid > $2 and xid < settled.xmin and tenant_key = $1
        order by xid fetch first $3 rows with ties) e),
    bound as (
      select count(*) >= $3 more, case when count(*) >= $3 then max(xid) else (select xmin - 1 from settled) end upto from page),
    reach as (
      select run_id,
        coalesce((select seq from event e where e.run_id = p.run_id and e.seq < p.first
          order by seq desc offset current_setting('max_connections')::int limit 1), 0) low,
        coalesce((select seq from event e where e.run_id = p.run_id and e.seq > p.last
          order by seq offset current_setting('max_connections')::int limit 1), 9223372036854775807) high
      from (select run_id, min(seq) first, max(seq) last from page group by run_id) p)
    select bound.more, bound.upto, e.* from bound left join lateral (
      select near.* from reach cross join lateral (
        select run_id, seq, at, actor, run_state, transitions, max(xid) over (order by seq) place
        from event where run_id = reach.run_id and seq between reach.low and reach.high) near) e
      on e.place > $2 and e.place <= bound.upto
    order by e.place, e.seq`,
};

type FeedRow = { readonly more: boolean; readonly upto: number } & (
  | (EventRow & { readonly place: number })
  | { readonly run_id: null }
);

export async function readFeed(
  reader: Reader,
  scope: TenantScope,
  after: string | undefined,
  limit: number,
): Promise<EventFeed> {
  // Without a cursor nothing lies beyond it: the answer is where to start.
  const beyondAll = '9223372036854775807';
  const rows = await reader.rows<FeedRow>(FEED, [scope.tenantKey, after ?? beyondAll, limit]);
  const events = rows.flatMap((row): readonly FeedEvent[] =>
    row.run_id === null ? [] : [{ ...toEventRecord(row), order: String(row.place) }],
  );
  // A snapshot's xmin never falls: a cursor beyond it was made up, or is from before a restore into another cluster, which
  // numbers transactions anew. Its reader goes on from here.
  return { events, cursor: String(rows[0]?.upto ?? 0), more: rows[0]?.more ?? false };
}
