/**
 * What people do with a backfill. The row lock of the backfill is what the loop's starts wait for: after a pause
 * has committed, nothing of it starts.
 */
import { BACKFILL_COMMANDS, type BackfillChange, type TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** $3 is the command's part of the table of states: from which state it goes to which. */
const CHANGE_STATE = {
  name: 'backfill_change',
  text: `update backfill set state = $3::jsonb ->> state, reason = $4, stop_runs = stop_runs or $5,
      ended_at = case when $3::jsonb ->> state = 'cancelled' then now() end
    where tenant_key = $1 and id = $2 and $3::jsonb ? state returning key`,
};
const SET_PARALLELISM = {
  name: 'backfill_set',
  text: `update backfill set parallelism = $4 where tenant_key = $1 and id = $2 and $3::jsonb ? state returning key`,
};
/** Also a date between two of its runs: its next one is never started. */
const CANCEL_DATES = {
  name: 'backfill_cancel_dates',
  text: `update backfill_date set state = 'cancelled', reason = $2, ended_at = now()
    where backfill_key = $1 and (state = 'planned' or state = 'running' and run_ids[step + 1] is null)`,
};
/** From the run that did not succeed on: what it had done before stays done. */
const RETRY_DATES = {
  name: 'backfill_retry_dates',
  text: `update backfill_date set state = 'planned', reason = null, ended_at = null, rerun_of = run_ids[step + 1], run_ids = run_ids[1:step]
    where backfill_key = $1 and state in ('failed', 'stopped') returning 1`,
};

/** False when its state does not allow the command, or nothing is there to be tried again. */
export async function commandBackfill(
  reader: Reader,
  tenant: TenantScope,
  id: string,
  change: BackfillChange,
): Promise<boolean> {
  const of = [tenant.tenantKey, id, JSON.stringify(BACKFILL_COMMANDS[change.command])];
  if (change.command === 'set') return (await reader.rows(SET_PARALLELISM, [...of, change.parallelism])).length > 0;
  const reason = change.command === 'pause' || change.command === 'cancel' ? JSON.stringify(change.reason) : null;
  return reader.transaction(async (inside) => {
    const stopRuns = change.command === 'cancel' && change.stopRuns;
    const [changed] = await inside.rows<{ key: number }>(CHANGE_STATE, [...of, reason, stopRuns]);
    if (!changed) return false;
    if (change.command === 'cancel') await inside.rows(CANCEL_DATES, [changed.key, reason]);
    if (change.command === 'retry') return (await inside.rows(RETRY_DATES, [changed.key])).length > 0;
    return true;
  });
}
