/** Undoing what a run did: which compensation is next is core's to say, from these. */
import { isFinalTaskState, phaseCode, TASK_RUN_STATES } from '@carillon/core';
import type { Statement } from '../database.ts';
import { RUN_STOPPING } from './guards.ts';

/** Of `run`: it may undo what it did. A stop while it does so ends that. */
export const UNDOING = `uncompensated is not true and (phase <> ${phaseCode('compensate')} or state <> ${RUN_STOPPING})`;

const ENDS = TASK_RUN_STATES.filter(isFinalTaskState)
  .map((state) => `'${state}'`)
  .join(', ');

/**
 * Events tell what ended last: their numbers are drawn under the run's lock, and no clock is asked, which may have stepped
 * back meanwhile. What a rerun kept has none, and ended before all that it did.
 */
export const compensationEnds: Statement = {
  name: 'compensation_ends',
  text: `
with told as materialized (
  select step ->> 'task' task, max(e.seq) seq from event e cross join lateral jsonb_array_elements(e.transitions) step
  where e.run_id = $1 and step ->> 'task' = any($3::text[]) and step ->> 'to' in (${ENDS}) group by 1)
select h.task_no, h.state, coalesce(h.reason ->> 'code' = 'MARKED', false)
from unnest($2::int4[], $3::text[]) asked (task_no, task)
join task_history h on h.run_id = $1 and h.task_no = asked.task_no
left join told on told.task = asked.task
where exists (select 1 from run where id = $1 and ${UNDOING})
order by told.seq desc nulls last, h.ended_at desc, h.task_no desc`,
};

/** Said again by whoever finds the run next, until it has moved on. */
export const failCompensation: Statement = {
  name: 'compensation_fail',
  text: `update run set ends_as = 11, reason = $2::jsonb where id = $1 and phase = ${phaseCode('compensate')} and open <= 0`,
};
