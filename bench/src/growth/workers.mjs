// The same tasks, carried out by more and more workers: streams of the real protocol, all in one process.
import { startPlatform } from '../platform.mjs';
import { watchRss } from '../process-facts.mjs';
import { call, carriedOut, startMany } from '../workloads.mjs';

const TASKS = 20_000;
const SLOTS = 64;
const QUEUE = 'default';

export const workers = {
  what: `workers of ${SLOTS} slots`,
  unit: 'ms/task',
  sizes: [1, 3, 10, 30, 100, 200],
  async measure({ sizes, reps, step }) {
    const platform = await startPlatform({});
    try {
      await platform.client.documents.apply({
        documents: [{ path: 'queue.yaml', text: `kind: Queue\nname: ${QUEUE}\n` }],
      });
      await platform.publish('solo', { only: call('noop') });
      for (const size of sizes) {
        const values = [];
        const rss = watchRss(platform.pid);
        for (let rep = 0; rep < reps; rep++) {
          // All of them are there when the first task is given away.
          await platform.client.queues.pause(QUEUE);
          await startMany(platform, 'solo', TASKS);
          const worker = await platform.worker({ slots: SLOTS, workers: size });
          const carried = carriedOut(worker, TASKS);
          const since = performance.now();
          await platform.client.queues.resume(QUEUE);
          await carried;
          values.push((performance.now() - since) / TASKS);
          await platform.drained('solo');
          worker.kill('SIGKILL');
        }
        step({ at: size, values, rssMiB: await rss.most() });
      }
    } finally {
      await platform.stop();
    }
  },
};
