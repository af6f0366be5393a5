/** How long runs of workflows usually take: the median of the last successful ones of each, for lists of many workflows. */
import { type TenantScope, USUAL_RUNS } from '@carillon/core';
import { HIGHEST_ID, LOWEST_ID, lowestIdAt } from '../id-bounds.ts';
import type { Reader } from '../reader.ts';
import { WALKED } from './usual-times.ts';

/**
 * History lies in weeks, and a walk begins in each week that it may come to, whether it comes there or not. Most workflows
 * have run often enough within these: only for the others is it begun in all.
 */
const LATELY_MS = 14 * 86_400_000;

/**
 * From acceptance to end, as who waits for the result counts. Walks (workflow_key, id) backwards to the last success that is
 * wanted, and no further than WALKED runs. $3 workflow keys, $4 the id above which it looks.
 */
const USUAL_DURATIONS = {
  name: 'usual_durations',
  text: `select wanted.key, count(*)::int4 runs, (percentile_disc(0.5) within group (order by ms))::int8 ms
    from unnest($3::int4[]) wanted(key) cross join lateral (
      select extract(epoch from ended_at - created_at) * 1000 ms from (
        select workflow_key, id, state, created_at, ended_at from run_history h
        where (h.workflow_key, h.id) > (wanted.key, $4) and (h.workflow_key, h.id) < (wanted.key, '${HIGHEST_ID}') and h.id > $4
          and h.tenant_key = $1 and h.environment_key = $2 and h.part is null
        order by h.workflow_key desc, h.id desc limit ${WALKED}) walked
      where state = 10 order by workflow_key desc, id desc limit ${USUAL_RUNS}) last
    group by 1`,
};

interface Row {
  readonly key: number;
  readonly runs: number;
  readonly ms: number;
}

/** By key, in ms; those that never succeeded are left out. */
export async function usualDurations(
  reader: Reader,
  { tenantKey, environmentKey }: TenantScope & { readonly environmentKey: number },
  keys: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const walk = async (wanted: readonly number[], above: string): Promise<readonly Row[]> =>
    wanted.length === 0 ? [] : reader.rows<Row>(USUAL_DURATIONS, [tenantKey, environmentKey, wanted, above]);
  const lately = await walk(keys, lowestIdAt(new Date(Date.now() - LATELY_MS)));
  const known = new Map(lately.filter(({ runs }) => runs === USUAL_RUNS).map(({ key, ms }) => [key, ms]));
  const others = await walk(
    keys.filter((key) => !known.has(key)),
    LOWEST_ID,
  );
  return new Map([...known, ...others.map(({ key, ms }) => [key, ms] as const)]);
}
