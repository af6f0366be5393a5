// A thousand schedules of as many workflows, due in one second, beside any number that are not due. Runs on a database
// server of its own, whose ledger says when each fired.
import { onOwnDatabase } from './own-database.mjs';
import { call, percentile, startsOf, warmUp } from './workloads.mjs';

const BATCH = 50;
const MINUTE_MS = 60_000;
/** At least, from the last one that is stored to the minute at whose start all are due. */
const AHEAD_MS = 10_000;
const PATIENCE_MS = 30_000;

/** From the logical time to the start of the handler; `ledger` beside it: to the ledger. */
export async function measureSchedules({ due, stored }) {
  return onOwnDatabase(async ({ platform, client }) => {
    const worker = await warmUp(platform);
    await publishScheduled(platform, due, '* * * * *');
    await storeOtherSchedules(client, 1, stored);
    const at = new Date(Math.ceil((Date.now() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS);
    const drifts = await ledgerOf(client, at, due);
    await platform.drained('scheduled_0');
    const starts = (await startsOf(worker)).filter(([, , started]) => started >= at.getTime());
    if (starts.length !== due) throw new Error(`${due} firings started ${starts.length} handlers`);
    const delays = starts.map(([, , started]) => started - at.getTime()).sort((a, b) => a - b);
    return {
      unit: 'ms',
      value: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      ledger: { value: percentile(drifts, 0.5), p99: percentile(drifts, 0.99) },
    };
  });
}

/** So many workflows, each with a schedule. */
export async function publishScheduled(platform, count, cron) {
  for (let first = 0; first < count; first += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => {
      const name = `scheduled_${first + i}`;
      const schedules = { due: { cron, overlap: 'allow' } };
      // As most have it: expressions are part of what a firing costs.
      const params = { day: { type: 'date', default: '${{ run.logicalDate }}' } };
      const document = {
        kind: 'Workflow',
        name,
        project: 'default',
        params,
        schedules,
        tasks: { only: call('clock') },
      };
      return { path: `${name}.json`, text: JSON.stringify(document) };
    });
    await platform.client.documents.apply({ documents });
  }
}

/** Of one workflow, spread over the year to come. */
const STORE_OTHERS = `
insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, next_fire_at, due_at)
select gen_random_uuid(), s.tenant_key, s.project_key, s.environment_key, s.workflow_key, 'other_' || i, '{"cron": "0 0 1 1 *"}', at, at
from (select * from schedule order by key limit 1) s, generate_series($1::int4, $2::int4) i,
  lateral (select now() + interval '1 day' + i % 31000000 * interval '1 s' as at) x`;

/** The `from`-th to the `through`-th. */
export async function storeOtherSchedules(client, from, through) {
  await client.query(STORE_OTHERS, [from, through]);
  await client.query('analyze schedule');
}

/** Milliseconds of lateness, smallest first; each schedule must have fired once. */
async function ledgerOf(client, at, count) {
  const deadline = at.getTime() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query(
      `select outcome, run_id, (extract(epoch from actual_time - logical_time) * 1000)::float8 late from firing where logical_time = $1`,
      [at],
    );
    if (rows.length === count) {
      const runs = new Set(rows.filter(({ outcome }) => outcome === 'fired').map(({ run_id }) => run_id));
      if (runs.size !== count) throw new Error(`${count} firings made ${runs.size} runs`);
      return rows.map(({ late }) => late).sort((a, b) => a - b);
    }
    if (Date.now() > deadline) throw new Error(`${rows.length} of ${count} schedules fired`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
