// The same work beside more and more runs that have ended.
import { fillHistory } from '../history/fill.mjs';
import { onOwnDatabase } from '../own-database.mjs';
import { watchRss } from '../process-facts.mjs';
import { call, startMany, warmUp } from '../workloads.mjs';

const RUNS = 10_000;

export const history = {
  what: 'runs of history',
  unit: 'ms/run',
  sizes: [10_000, 100_000, 1_000_000, 10_000_000],
  async measure({ sizes, reps, step }) {
    await onOwnDatabase(async ({ platform, client }) => {
      await warmUp(platform);
      await platform.publish('solo', { only: call('noop') });
      const fill = await fillHistory({ platform, client });
      for (const size of sizes) {
        await fill.upTo(size);
        const rss = watchRss(platform.pid);
        const values = [];
        for (let rep = 0; rep < reps; rep++) {
          const since = performance.now();
          await startMany(platform, 'solo', RUNS);
          await platform.drained('solo');
          values.push((performance.now() - since) / RUNS);
        }
        step({ at: size, values, rssMiB: await rss.most() });
      }
    });
  },
};
