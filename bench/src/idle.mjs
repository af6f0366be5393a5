// What a platform costs that has nothing to do: processor time and memory of its server and of its worker, statements that it
// sends to the database.
import { onOwnDatabase } from './own-database.mjs';
import { childOf, cpuSecondsOf, rssOf } from './process-facts.mjs';

/** Starting up is over: leaders are elected, caches are warm, and V8 has given back what starting took, 40 s in. */
const SETTLE_MS = 60_000;
const SECONDS = 60;

/** Of our own asking one statement is counted. */
const CALLS = `select coalesce(sum(calls), 0)::int calls from pg_stat_statements where query not like '%pg_stat_statements%'`;
const MOST = `select calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 160) query from pg_stat_statements
  where query not like '%pg_stat_statements%' order by calls desc limit 12`;

/** @returns a result for each figure */
export async function measureIdle() {
  return onOwnDatabase(
    async ({ platform, client }) => {
      await client.query('create extension pg_stat_statements');
      const pids = { server: platform.pid, worker: await childOf(platform.pid, 'worker') };
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      await client.query('select pg_stat_statements_reset()');
      const before = await factsOf(pids);
      await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
      const after = await factsOf(pids);
      const { rows } = await client.query(CALLS);
      if (process.env.BENCH_STATEMENTS)
        for (const row of (await client.query(MOST)).rows) process.stderr.write(`${row.calls} ${row.query}\n`);
      const share = (name) => ((after[name].cpu - before[name].cpu) * 100) / SECONDS;
      return [
        { figure: 'server, processor', unit: '% of a core', value: share('server') },
        { figure: 'worker, processor', unit: '% of a core', value: share('worker') },
        { figure: 'statements', unit: 'a second', value: rows[0].calls / SECONDS },
        { figure: 'server, memory', unit: 'MiB', value: after.server.rss },
        { figure: 'worker, memory', unit: 'MiB', value: after.worker.rss },
      ];
    },
    { settings: { shared_preload_libraries: 'pg_stat_statements' } },
  );
}

async function factsOf(pids) {
  const facts = {};
  for (const [name, pid] of Object.entries(pids)) facts[name] = { cpu: await cpuSecondsOf(pid), rss: await rssOf(pid) };
  return facts;
}
