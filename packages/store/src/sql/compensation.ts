/** Undoing what a run did: which compensation is next is core's to say, from these. */
import { phaseCode } from '@carillon/core';
import type { Statement } from '../database.ts';
import { RUN_STOPPING } from './guards.ts';

/** Of `run`: it may undo what it did. A stop while it does so ends that. */
export const UNDOING = `uncompensated is not true and (phase <> ${phaseCode('compensate')} or state <> ${RUN_STOPPING})`;

export const compensationEnds: Statement = {
  name: 'compensation_ends',
  text: `
select h.task_no, h.state, coalesce(h.reason ->> 'code' = 'MARKED', false)
from task_history h
where h.run_id = $1 and h.task_no = any($2::int4[]) and exists (select 1 from run where id = $1 and ${UNDOING})
order by h.ended_at desc, h.task_no desc`,
};

/** Said again by whoever finds the run next, until it has moved on. */
export const failCompensation: Statement = {
  name: 'compensation_fail',
  text: `update run set ends_as = 11, reason = $2::jsonb where id = $1 and phase = ${phaseCode('compensate')} and open <= 0`,
};
