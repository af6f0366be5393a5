// More and more ready tasks, each time on a database of its own, and a worker that comes to them.
import { onOwnDatabase } from '../own-database.mjs';
import { watchRss } from '../process-facts.mjs';
import { drain, storeReadyTasks } from '../ready-tasks.mjs';

/** The time of so many tells the rate. */
const DRAINED = 50_000;

export const backlog = {
  what: 'ready tasks',
  unit: 'ms/task',
  sizes: [1_000, 10_000, 100_000, 1_000_000],
  async measure({ sizes, reps, step }) {
    for (const size of sizes) {
      const values = [];
      let rssMiB = 0;
      for (let rep = 0; rep < reps; rep++)
        await onOwnDatabase(async ({ platform, client }) => {
          const rss = watchRss(platform.pid);
          await storeReadyTasks({ platform, client }, size);
          values.push((await drain(platform, Math.min(size, DRAINED))).msEach);
          rssMiB = Math.max(rssMiB, await rss.most());
        });
      step({ at: size, values, rssMiB });
    }
  },
};
