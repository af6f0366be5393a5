// What one task of a drain costs the store. Runs on a database server of its own, so that its counters are ours alone.
import { onOwnDatabase } from './own-database.mjs';
import { chainOf, startMany, warmUp } from './workloads.mjs';

const COUNTERS = `
select sum(n_tup_ins)::int ins, sum(n_tup_upd)::int upd, sum(n_tup_del)::int del,
  pg_current_wal_lsn() - '0/0' wal,
  (select xact_commit from pg_stat_database where datname = current_database())::int commits
from pg_stat_user_tables
where relname in ('run', 'task_run', 'idempotency') or relname ~ '^(run_history|task_history|attempt_history|event)_'`;
/** An idle backend publishes its statistics at the latest after ten seconds. */
const STATS_SETTLE_MS = 11_000;

export async function measureCost({ tasks, steps, chains }) {
  return onOwnDatabase(async ({ platform, client }) => {
    await warmUp(platform);
    await platform.publish('solo', { only: { type: 'function', with: { handler: 'noop' } } });
    await platform.publish('chain', chainOf(steps, 'noop'));
    const lines = [];
    for (const [what, unit, count, work] of [
      ['one-task run, start and drain', 'task', tasks, () => startMany(platform, 'solo', tasks)],
      [`chain of ${steps}, ${chains} at once`, 'step', steps * chains, () => startMany(platform, 'chain', chains)],
    ]) {
      const before = await counters(client);
      await work();
      await platform.drained(what.startsWith('one') ? 'solo' : 'chain');
      const after = await counters(client);
      const per = (name) => Number(((after[name] - before[name]) / count).toFixed(3));
      lines.push({
        workload: 'cost',
        what,
        unit: `per ${unit}`,
        inserted: per('ins'),
        updated: per('upd'),
        deleted: per('del'),
        commits: per('commits'),
        walBytes: Math.round(per('wal')),
      });
    }
    return lines;
  });
}

async function counters(client) {
  await new Promise((resolve) => setTimeout(resolve, STATS_SETTLE_MS));
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query(COUNTERS);
  return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]));
}

export const costText = (line) =>
  `cost         ${line.what}: ${line.inserted} inserted, ${line.updated} updated, ${line.deleted} deleted, ${line.commits} commits, ${line.walBytes} bytes of WAL ${line.unit}`;
