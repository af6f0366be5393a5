// Many ready tasks, written past the API, which takes no more than a tenant may have waiting.
import { call, carriedOut } from './workloads.mjs';

const BATCH = 50_000;

/** One-task runs like the given one. */
const MORE = `
insert into task_run select (jsonb_populate_record(t, jsonb_build_object('rank', t.rank + i, 'run_id',
  lpad(to_hex((extract(epoch from now()) * 1000)::int8), 12, '0') || '70008000' || lpad(to_hex(i), 7, '0') || '00000'))).*
from task_run t, generate_series($2::int8, $3::int8) i where t.run_id = $1`;

/** No worker may be there yet that knows their handler. */
export async function storeReadyTasks({ platform, client }, count) {
  await platform.publish('solo', { only: call('noop') });
  await platform.client.runs.start({ workflow: 'solo' });
  const { rows } = await client.query('select run_id from task_run');
  for (let i = 1; i < count; i += BATCH)
    await client.query(MORE, [rows[0].run_id, i, Math.min(count - 1, i + BATCH - 1)]);
  await client.query('analyze task_run');
}

/** A new worker, and the milliseconds a task that the first `count` take it. */
export async function drain(platform, count) {
  const worker = await platform.worker();
  const since = performance.now();
  await carriedOut(worker, count);
  return { worker, msEach: (performance.now() - since) / count };
}
