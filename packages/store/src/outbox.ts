/**
 * The event table as outbox. It is read below the snapshot's xmin: a transaction with a smaller number may
 * commit later and would be lost to a reader that follows sequence numbers (GUARANTEES 5.4).
 */
import { type Outbox, type Reason, RUN_STATE_CODES, type RunEnded } from '@carillon/core';
import type pg from 'pg';
import { failedTaskOf, type FailedTaskRow, FAILED_TASKS } from './queries/failed-task.ts';
import { createVersionTasks, type VersionTasksOf } from './queries/version-tasks.ts';
import { createReader } from './reader.ts';
import { inTerm } from './sql/maintain.ts';

/** Numbers of transactions that are looked through at once: of a long backlog only the front is read, and sorted. */
const SPAN = 100_000;
/** A cursor that is no further behind costs nothing to read from. */
const QUIET_SPAN = 1_000;

/**
 * `with ties` keeps a transaction whole, so that the cursor can be its number. Of successes only those count whose
 * workflow has an open cause of failures, or gets one from this page: where all is well in a project they are not read.
 */
const NEXT = {
  name: 'outbox_next',
  text: `
with known as (select xid, since from event_cursor where consumer = $1),
made as (
  insert into event_cursor (consumer, xid) select $1, pg_snapshot_xmin(pg_current_snapshot())::text::int8 - 1
  where not exists (select from known) on conflict do nothing returning xid, since),
c as (select xid, since from known union all select xid, since from made),
s as (select c.since, c.xid "from", least(pg_snapshot_xmin(pg_current_snapshot())::text::int8, c.xid + ${SPAN}) until from c),
page as materialized (
  select e.* from s cross join lateral (
    select run_id, seq, xid, at, run_state, project_key from event where xid > s.from and xid < s.until and at > s.since and run_state >= 10
    order by xid fetch first $2 rows with ties) e),
broken as (
  select h.project_key, h.environment_key, h.workflow_key from page join run_history h on h.id = page.run_id
  where page.run_state = ${RUN_STATE_CODES.failed}
  union
  select project_key, environment_key, workflow_key from alert where state = 'open'),
told as (
  select page.seq, page.xid, page.at, h.id, h.state, h.tenant_key, h.project_key, h.environment_key, h.workflow_key, h.version_key,
    h.reason, h.attempt_no is not null solo, p.name project, w.name workflow,
    case when h.state = ${RUN_STATE_CODES.failed} then ${FAILED_TASKS('h.id')} end failed
  from page join run_history h on h.id = page.run_id
    join workflow w on w.key = h.workflow_key join project p on p.key = h.project_key
  where page.run_state in (${RUN_STATE_CODES.success}, ${RUN_STATE_CODES.failed}) and h.part is null
    and (page.run_state = ${RUN_STATE_CODES.failed} or page.project_key in (select project_key from broken)
      and (h.environment_key, h.workflow_key) in (select environment_key, workflow_key from broken)))
select s.from, s.until, (select count(*) from page)::int4 read, (select max(xid) from page) last,
  exists (select from alert_notice where state = 'pending' and due_at <= now()) due, told.*
from s left join told on true order by told.xid, told.seq`,
};

const ACKNOWLEDGE = {
  name: 'outbox_acknowledge',
  text: `with ${inTerm(3)} update event_cursor set xid = greatest(xid, $2::int8) where consumer = $1 and exists (select from l)`,
};

interface Position {
  readonly from: number;
  readonly until: number;
  readonly read: number;
  readonly last: number | null;
  readonly due: boolean;
}

interface EndedRow extends FailedTaskRow {
  readonly id: string;
  readonly at: Date;
  readonly state: number;
  readonly tenant_key: number;
  readonly project_key: number;
  readonly environment_key: number;
  readonly workflow_key: number;
  readonly project: string;
  readonly workflow: string;
}

export function createOutbox(pool: pg.Pool): Outbox {
  const versionTasks = createVersionTasks(createReader(pool));
  return {
    async next(consumer, limit) {
      const { rows } = await pool.query<Position & (EndedRow | { readonly id: null })>({
        ...NEXT,
        values: [consumer, limit],
      });
      const { from = 0, until = 0, read = 0, last, due = false } = rows[0] ?? {};
      const isFull = read >= limit || until - from >= SPAN;
      const cursor = read >= limit ? (last ?? from) : Math.max(from, until - 1);
      const ended = rows.flatMap((row) => (row.id === null ? [] : [endedOf(row, versionTasks)]));
      return {
        ended: await Promise.all(ended),
        cursor: String(cursor),
        isQuiet: read === 0 && cursor - from < QUIET_SPAN,
        isFull,
        isNoticeDue: due,
      };
    },
    async acknowledge(consumer, cursor, { duty, term, owner }) {
      await pool.query({ ...ACKNOWLEDGE, values: [consumer, cursor, duty, term, owner] });
    },
  };
}

async function endedOf(row: EndedRow, versionTasks: VersionTasksOf): Promise<RunEnded> {
  const isFailed = row.state === RUN_STATE_CODES.failed;
  const cause: { readonly task: string; readonly reason: Reason | undefined } = isFailed
    ? await failedTaskOf(row, versionTasks)
    : { task: '', reason: undefined };
  return {
    runId: row.id,
    at: row.at,
    tenantKey: row.tenant_key,
    projectKey: row.project_key,
    environmentKey: row.environment_key,
    workflowKey: row.workflow_key,
    project: row.project,
    workflow: row.workflow,
    state: isFailed ? 'failed' : 'success',
    ...cause,
  };
}
