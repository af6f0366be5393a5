// The same tasks, carried out through more and more servers on one database, each with a worker of its own.
import { onOwnDatabase } from '../own-database.mjs';
import { startPlatform } from '../platform.mjs';
import { watchRss } from '../process-facts.mjs';
import { call, startMany } from '../workloads.mjs';

const TASKS = 20_000;
/** More servers than share the usual connections of a database: the next one would refuse to start. */
const ROOM = { settings: { max_connections: '200' } };

export const servers = {
  what: 'servers',
  unit: 'ms/task',
  sizes: [1, 2, 3, 4],
  async measure({ sizes, reps, step }) {
    await onOwnDatabase(async ({ platform, databaseUrl }) => {
      await platform.publish('solo', { only: call('noop') });
      await platform.worker();
      const others = [];
      try {
        for (const size of sizes) {
          while (others.length < size - 1) {
            const other = await startPlatform({ databaseUrl });
            others.push(other);
            await other.worker();
          }
          const watches = [platform, ...others].map(({ pid }) => watchRss(pid));
          const values = [];
          for (let rep = 0; rep < reps; rep++) {
            const since = performance.now();
            await startMany(platform, 'solo', TASKS);
            await platform.drained('solo');
            values.push((performance.now() - since) / TASKS);
          }
          const most = await Promise.all(watches.map((rss) => rss.most()));
          step({ at: size, values, rssMiB: Math.max(...most) });
        }
      } finally {
        for (const other of others) await other.stop();
      }
    }, ROOM);
  },
};
