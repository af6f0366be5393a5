/**
 * Runs by when they ended, without an index over it. Ids rise with creation, so what ended since a time was created since
 * then or hardly before, but for runs that lasted. Those stand in index run_history_lasting by the step of their duration:
 * each step is looked for no further back than it can reach, where a quarter of its runs at least reach the time. How many
 * there are is bounded by how many were open at once, whatever the history.
 */
import { RUN_STATE_CODES } from '@carillon/core';
import { LOWEST_ID, lowestIdAt } from '../id-bounds.ts';
import { HISTORY_COLUMNS, SELECT_FOUND } from './run-row.ts';
import { narrowedEnded } from './run-walks.ts';

/** As the index has them. */
const STEPS_S = [600, 2400, 9600, 38_400, 153_600, 614_400, 2_457_600, 9_830_400] as const;
/** An id is made by the clock of a server, the other times are of the database. */
const CLOCKS_APART_MS = 60_000;

const STEP = `width_bucket(extract(epoch from h.ended_at - h.created_at), '{${STEPS_S.join(',')}}'::numeric[])`;
const LASTED = `h.ended_at - h.created_at >= interval '10 minutes'`;

/** The id below which only runs that lasted can have ended since then. */
export const startOfOthers = (endedSince: Date): string => startOf(endedSince, STEPS_S[0]);

/** The id from which on no run can have ended before then. */
export const endOf = (endedBefore: Date): string => lowestIdAt(new Date(endedBefore.getTime() + CLOCKS_APART_MS));

const startOf = (endedSince: Date, seconds: number): string =>
  lowestIdAt(new Date(endedSince.getTime() - seconds * 1_000 - CLOCKS_APART_MS));

export interface StepsBack {
  readonly steps: readonly number[];
  /** The lowest id that a run of each can have. */
  readonly lowest: readonly string[];
}

/** @param above no id is looked for below it */
export function stepsBack(endedSince: Date, above: string = LOWEST_ID): StepsBack {
  const reaches = STEPS_S.map((_, i) => {
    const longest = STEPS_S[i + 1];
    return longest === undefined ? above : startOf(endedSince, longest);
  });
  return { steps: STEPS_S.map((_, i) => i + 1), lowest: reaches.map((low) => (low > above ? low : above)) };
}

interface Walk {
  /** Placeholders of the steps, of their lowest ids, and of the id below which it looks. */
  readonly steps: string;
  readonly lowest: string;
  readonly below: string;
  readonly columns: string;
  readonly where: string;
  /** Placeholder or number, of each step. */
  readonly limit: string | number;
}

/**
 * Pairs are compared, and the order names both columns, so that the planner walks this index and no other: statements with
 * it are planned for their values each time.
 */
export const lastingWalk = ({ steps, lowest, below, columns, where, limit }: Walk): string =>
  `select walk.* from unnest(${steps}::int4[], ${lowest}::uuid[]) step(no, lowest) cross join lateral (
      select ${columns} from run_history h
      where (${STEP}, h.id) > (step.no, step.lowest) and (${STEP}, h.id) < (step.no, ${below}::uuid) and ${LASTED}
        and h.id > step.lowest and h.id < ${below}::uuid and ${where}
      order by ${STEP} desc, h.id desc limit ${limit}) walk`;

/** As the other walks of run-walks.ts; $7 project name or null, $8 workflow keys or null, $15 and $16 steps back. */
export const LASTING = {
  text: `with found as (
    ${lastingWalk({
      steps: '$15',
      lowest: '$16',
      below: '$4',
      columns: HISTORY_COLUMNS,
      where: `h.id > $3 and h.tenant_key = $1 and h.environment_key = $2 and h.state = any($5::int2[]) and ${narrowedEnded('h')}
        and ($7::text is null or h.project_key = (select key from project where tenant_key = $1 and name = $7))
        and ($8::int4[] is null or h.workflow_key = any($8))`,
      limit: '$6',
    })}
    order by id desc limit $6
  ) ${SELECT_FOUND}`,
};

/** $1 tenant, $2 environment, $3 and $4 steps back, $5 the id below which it looks, $6 since when, $7 workflow keys or null */
export const OLDEST_LASTING_FAILURE = {
  text: `select id from (${lastingWalk({
    steps: '$3',
    lowest: '$4',
    below: '$5',
    columns: 'h.id',
    where: `h.tenant_key = $1 and h.environment_key = $2 and h.state = ${RUN_STATE_CODES.failed} and h.ended_at >= $6
        and ($7::int4[] is null or h.workflow_key = any($7))`,
    limit: 'all',
  })}) lasting order by id limit 1`,
};
