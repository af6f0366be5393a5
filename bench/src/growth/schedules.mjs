// A thousand schedules due in one second, beside more and more that are not due.
import { onOwnDatabase } from '../own-database.mjs';
import { watchRss } from '../process-facts.mjs';
import { publishScheduled, storeOtherSchedules } from '../schedules.mjs';
import { startsOf, warmUp } from '../workloads.mjs';

const DUE = 1_000;
const PERIOD_MS = 15_000;
/** From the last one that is stored to the first instant that is measured, at least. */
const AHEAD_MS = 3_000;
/** After the instant all have started. */
const PATIENCE_MS = 10_000;

export const schedules = {
  what: 'schedules stored, 1 000 of them due in one second',
  unit: 'ms/firing',
  sizes: [1_000, 10_000, 100_000, 1_000_000],
  async measure({ sizes, reps, step }) {
    await onOwnDatabase(async ({ platform, client }) => {
      const worker = await warmUp(platform);
      await publishScheduled(platform, DUE, '*/15 * * * * *');
      let stored = DUE;
      for (const size of sizes) {
        await storeOtherSchedules(client, stored - DUE + 1, size - DUE);
        stored = size;
        const rss = watchRss(platform.pid);
        const values = [];
        let at = Math.ceil((Date.now() + AHEAD_MS) / PERIOD_MS) * PERIOD_MS;
        for (let rep = 0; rep < reps; rep++, at += PERIOD_MS) values.push(await timeOfFiring(worker, at));
        step({ at: size, values, rssMiB: await rss.most() });
      }
    });
  },
};

/** From the instant to the start of the last handler, for each of them. */
async function timeOfFiring(worker, at) {
  await new Promise((resolve) => setTimeout(resolve, at + PATIENCE_MS - Date.now()));
  const starts = (await startsOf(worker)).map(([, , started]) => started - at).filter((late) => late >= 0);
  if (starts.length !== DUE) throw new Error(`${DUE} firings started ${starts.length} handlers`);
  return Math.max(...starts) / DUE;
}
