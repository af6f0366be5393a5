/**
 * The event table as outbox. It is read below the snapshot's xmin: a transaction with a smaller number may
 * commit later and would be lost to a reader that follows sequence numbers (GUARANTEES 5.4).
 */
import { type Outbox, type RunEnded, runStateOf, type Transition } from '@carillon/core';
import type pg from 'pg';
import { createTerms } from './terms.ts';
import { inTerm } from './sql/maintain.ts';

/** `with ties` keeps a transaction whole, so that the cursor can be its number. */
const NEXT = {
  name: 'outbox_next',
  text: `
with c as (
  insert into event_cursor (consumer, xid) values ($1, pg_snapshot_xmin(pg_current_snapshot())::text::int8 - 1)
  on conflict (consumer) do update set consumer = excluded.consumer returning xid),
s as (select pg_snapshot_xmin(pg_current_snapshot())::text::int8 xmin)
select s.xmin, e.run_id, e.seq, e.xid, e.at, e.run_state, e.transitions, p.name project, w.name workflow, v.number, h.part
from s cross join c left join lateral (
  select * from event where xid > c.xid and xid < s.xmin and run_state >= 10 order by xid fetch first $2 rows with ties) e on true
left join lateral (
  select version_key, project_key, part from run_history where id = e.run_id) h on true
left join workflow_version v on v.key = h.version_key left join workflow w on w.key = v.workflow_key left join project p on p.key = h.project_key
order by e.xid, e.seq`,
};

const ACKNOWLEDGE = {
  name: 'outbox_acknowledge',
  text: `with ${inTerm(3)} update event_cursor set xid = greatest(xid, $2::int8) where consumer = $1 and exists (select from l)`,
};

interface NextRow {
  readonly xmin: number;
  readonly run_id: string | null;
  readonly seq: number;
  readonly xid: number;
  readonly at: Date;
  readonly run_state: number;
  readonly transitions: readonly Transition[];
  readonly project: string | null;
  readonly workflow: string | null;
  readonly number: number | null;
  readonly part: boolean | null;
}

export function createOutbox(pool: pg.Pool): Outbox {
  return {
    async next(consumer, limit) {
      const { rows } = await pool.query<NextRow>({ ...NEXT, values: [consumer, limit] });
      // Parts are told of by the run that they belong to.
      const ended = rows.filter((row) => row.run_id !== null && !row.part).map(endedOf);
      const last = rows.at(-1);
      const settled = (last?.xmin ?? 1) - 1;
      return { ended, cursor: String(rows.length >= limit ? (last?.xid ?? settled) : settled) };
    },
    async acknowledge(consumer, cursor, { duty, term, owner }) {
      await pool.query({ ...ACKNOWLEDGE, values: [consumer, cursor, duty, term, owner] });
    },
    ...createTerms(pool),
  };
}

function endedOf(row: NextRow): RunEnded {
  return {
    id: `${row.run_id}-${row.seq}`,
    runId: row.run_id as string,
    at: row.at,
    project: row.project ?? '',
    workflow: row.workflow ?? '',
    version: row.number ?? 0,
    state: runStateOf(row.run_state),
    transitions: row.transitions,
  };
}
