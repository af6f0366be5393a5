/**
 * How far back a walk looks for what no index knows. A page reads so many ended runs, whatever it finds among them, and
 * its cursor goes on behind them. The floor is found before the page is read: a run that ends in between stands above it or
 * below, and is given once in either case.
 */
import { RUN_STATE_CODES } from '@carillon/core';
import { idAfter } from '../id-bounds.ts';
import type { ReadStatement, Reader } from '../reader.ts';

const SUCCESS = RUN_STATE_CODES.success;
/** Ended runs that one page looks at. */
export const LOOKED_AT = 20_000;

/** The id of the run behind the last one that is looked at. $1 and $2 ids between which, $3 how many. */
const OF_ALL = {
  name: 'run_floor',
  text: 'select id from run_history h where h.id > $1 and h.id < $2 order by h.id desc offset $3 limit 1',
};
/** Of several walks each takes its share, and the floor is that of the one that comes least far. $4 workflow keys */
const OF_WORKFLOWS = {
  text: `select walk.id from unnest($4::int4[]) wanted(key) cross join lateral (
      select h.id from run_history h where (h.workflow_key, h.id) > (wanted.key, $1) and (h.workflow_key, h.id) < (wanted.key, $2)
      order by h.workflow_key desc, h.id desc offset $3 limit 1) walk order by walk.id desc limit 1`,
};
/** $4 state codes without success */
const OF_STATES = {
  text: `select walk.id from unnest($4::int2[]) wanted(state) cross join lateral (
      select h.id from run_history h where (h.state, h.id) > (wanted.state, $1) and (h.state, h.id) < (wanted.state, $2) and h.state <> ${SUCCESS}
      order by h.state desc, h.id desc offset $3 limit 1) walk order by walk.id desc limit 1`,
};
/** $4 workflow keys, $5 state codes without success */
const OF_WORKFLOWS_AND_STATES = {
  text: `select walk.id from unnest($4::int4[]) wanted(key) cross join unnest($5::int2[]) ended(state) cross join lateral (
      select h.id from run_history h where (h.workflow_key, h.state, h.id) > (wanted.key, ended.state, $1)
        and (h.workflow_key, h.state, h.id) < (wanted.key, ended.state, $2) and h.state <> ${SUCCESS}
      order by h.workflow_key desc, h.state desc, h.id desc offset $3 limit 1) walk order by walk.id desc limit 1`,
};

/**
 * A comparison of pairs counts for the planner as a ninth of the table, whatever the pairs are: a walk of some thousand
 * runs looks to it as long as all of them, and it would read all and sort them.
 */
const IN_ORDER_OF_INDEX = {
  text: `select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
};

/** Reads where statements walk their index, however far they have to go. */
export function walking<T>(reader: Reader, work: (walker: Reader) => Promise<T>): Promise<T> {
  return reader.transaction(async (walker) => {
    await walker.rows(IN_ORDER_OF_INDEX, []);
    return work(walker);
  });
}

export interface Walk {
  /** Ids between which it looks. */
  readonly above: string;
  readonly below: string;
  /** Undefined: it is over all of them. */
  readonly workflows: readonly number[] | undefined;
  /** Undefined: also those that succeeded. */
  readonly badStates: readonly number[] | undefined;
}

export interface Floor {
  /** The walk looks at ids above it. */
  readonly above: string;
  /** The cursor of what is left; undefined: the walk comes to its end. */
  readonly rest: string | undefined;
}

export async function floorOf(reader: Reader, walk: Walk): Promise<Floor> {
  const { above, below, workflows, badStates } = walk;
  const walks = (workflows?.length ?? 1) * (badStates?.length ?? 1);
  const keys = [workflows, badStates].filter((some) => some !== undefined);
  const values = [above, below, Math.ceil(LOOKED_AT / walks), ...keys];
  const [floor] = await reader.rows<{ id: string }>(statementOf(walk), values);
  if (!floor) return { above, rest: undefined };
  // Where one of the walks is much the longest, all runs together come further with as many.
  const [ofAll] = walks > 1 ? await reader.rows<{ id: string }>(OF_ALL, [above, below, LOOKED_AT]) : [floor];
  const lowest = ofAll && ofAll.id < floor.id ? ofAll.id : floor.id;
  return ofAll ? { above: lowest, rest: idAfter(lowest) } : { above, rest: undefined };
}

function statementOf({ workflows, badStates }: Walk): ReadStatement {
  if (workflows) return badStates ? OF_WORKFLOWS_AND_STATES : OF_WORKFLOWS;
  return badStates ? OF_STATES : OF_ALL;
}
