/**
 * What the two stores' clocks must not decide: on a busy machine a history takes so long that what is due or waits long
 * by one of them is not yet by the other, which is asked a moment later. So nothing comes of age while a history lasts.
 */
import type pg from 'pg';
import { HOUR_MS } from './made-up-runs.testing.ts';
import type { Tables } from './tables.ts';

export interface Clocks {
  /** Who waits for limits has waited for an hour where its rank is odd, and will begin to in an hour where it is even. */
  age(): Promise<void>;
  /** What was taken as due is due again in an hour, and not in some seconds. */
  putOff(what: 'tasks' | 'runs', taken: readonly { readonly runId: string; readonly taskNo?: number }[]): Promise<void>;
}

export function createClocks(pool: pg.Pool, tables: Tables): Clocks {
  return {
    async age() {
      for (const place of tables.limitWaits.values())
        tables.limitWaits.update(place, { since: Date.now() + (place.rank % 2 === 1 ? -HOUR_MS : HOUR_MS) });
      await pool.query(
        `update limit_wait set since = clock_timestamp() + interval '1 hour' * (case rank % 2 when 1 then -1 else 1 end)`,
      );
    },
    async putOff(what, taken) {
      const dueAt = Date.now() + HOUR_MS;
      for (const { runId, taskNo = 0 } of taken) {
        if (what === 'tasks') {
          const row = tables.tasks.get(runId, taskNo);
          if (row) tables.tasks.update(row, { dueAt });
          await pool.query(
            `update task_run set due_at = clock_timestamp() + interval '1 hour' where run_id = $1 and task_no = $2`,
            [runId, taskNo],
          );
        } else {
          const run = tables.runs.get(runId);
          if (run) tables.runs.update(run, { dueAt });
          await pool.query(`update run set due_at = clock_timestamp() + interval '1 hour' where id = $1`, [runId]);
        }
      }
    },
  };
}
