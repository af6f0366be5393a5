/** The places in line of a run and its task runs, with who goes first and who has what they wait for. */
import { type LimitFacts, WHOLE_RUN } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { GRANTS } from '../sql/conditions.ts';

/** Holders that an explanation shows. */
const SHOWN = 5;
const MAX_COUNTED = 10_000;
/** Ends that a usual time is made of. */
const RECENT = 20;

/** Each key and its line are read once, however many task runs of the run wait for it. */
export const LIMIT_FACTS = {
  name: 'limit_facts',
  text: `
    with own as materialized (select limit_id, rank, run_id, task_no, since from limit_wait where run_id = $1),
    k as materialized (
      select k.*, ${GRANTS} grants, (select count(*) from limit_slot s where s.limit_id = k.id)::int4 held,
        (select coalesce(json_agg(json_build_object('runId', h.run_id, 'since', h.since) order by h.since), '[]') from (
          select run_id, since from limit_slot where limit_id = k.id order by since limit ${SHOWN}) h) holders
      from limit_key k where k.id in (select limit_id from own)),
    line as materialized (
      select k.id, l.task_no, l.ahead from k
      cross join lateral (
        select rank, run_id, task_no from own where limit_id = k.id order by rank desc, task_no desc limit 1) last
      cross join lateral (
        select run_id, task_no, row_number() over (order by rank, run_id, task_no) - 1 ahead from (
          select o.rank, o.run_id, o.task_no from limit_wait o
          where o.limit_id = k.id and (o.rank, o.run_id, o.task_no) <= (last.rank, last.run_id, last.task_no)
          order by 1, 2, 3 limit ${MAX_COUNTED}) o) l
      where l.run_id = $1)
    select w.task_no, k.id, k.name, k.value, k.max, k.interval_ms, k.burst, k.tat_ms, k.grants, w.since, k.held,
      coalesce(l.ahead, ${MAX_COUNTED})::int4 ahead, k.holders,
      (select percentile_disc(0.5) within group (order by ms) from (
        select extract(epoch from coalesce(t.ended_at, h.ended_at) - coalesce(t.dispatched_at, h.started_at, h.ready_at, h.created_at)) * 1000 ms
        from (
          select * from run_history h where h.workflow_key = coalesce(r.workflow_key, s.workflow_key)
          order by h.workflow_key desc, h.id desc limit ${RECENT}) h
        left join task_history t on t.run_id = h.id and t.task_no = w.task_no) x)::float8 usual_ms
    from own w join k on k.id = w.limit_id left join line l on l.id = w.limit_id and l.task_no = w.task_no
      left join run r on r.id = w.run_id left join task_run s on s.run_id = w.run_id and s.task_no = 0 and s.version_key is not null
    order by w.task_no, k.name, k.id`,
};

interface Row {
  readonly task_no: number;
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly max: number | null;
  readonly interval_ms: number | null;
  readonly burst: number;
  readonly tat_ms: number;
  readonly grants: boolean;
  readonly since: Date;
  readonly held: number;
  readonly ahead: number;
  readonly holders: readonly { readonly runId: string; readonly since: string }[];
  readonly usual_ms: number | null;
}

export interface LimitsInRun {
  /** Of the run as a whole. */
  readonly own: readonly LimitFacts[];
  readonly tasks: ReadonlyMap<number, readonly LimitFacts[]>;
}

export async function readLimitFacts(reader: Reader, runId: string): Promise<LimitsInRun> {
  const tasks = new Map<number, LimitFacts[]>();
  for (const row of await reader.rows<Row>(LIMIT_FACTS, [runId]))
    tasks.set(row.task_no, [...(tasks.get(row.task_no) ?? []), factsOf(row)]);
  return { own: tasks.get(WHOLE_RUN) ?? [], tasks };
}

function factsOf(row: Row): LimitFacts {
  const { id, name, value: key, max, interval_ms: intervalMs, burst, tat_ms: tatMs } = row;
  const { grants, since, held, ahead, holders, usual_ms: usualMs } = row;
  return {
    id,
    name,
    key,
    max: max ?? undefined,
    rate: intervalMs === null ? undefined : { intervalMs, burst, tatMs },
    grants,
    held,
    ahead,
    since,
    holders: holders.map((holder) => ({ runId: holder.runId, since: new Date(holder.since) })),
    usualMs: usualMs ?? undefined,
  };
}
