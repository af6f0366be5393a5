// Whether the server's memory keeps still under load: runs at a fixed pace for some minutes, its resident memory meanwhile.
import { startPlatform } from './platform.mjs';
import { rssOf } from './process-facts.mjs';
import { BATCH, call, startMany } from './workloads.mjs';

const EVERY_MS = 1_000;
/** Heaps grow to their size first: only what comes after this share of the time counts. */
const WARM = 0.4;

/** @returns MiB an hour by the line of least squares; beside it what it was at the end */
export async function measureMemory({ minutes }) {
  const platform = await startPlatform({});
  try {
    await platform.publish('solo', { only: call('noop') });
    await platform.worker();
    const points = [];
    const begun = performance.now();
    for (let second = 0; second < minutes * 60; second++) {
      await startMany(platform, 'solo', BATCH);
      await platform.drained('solo');
      points.push({ hours: (performance.now() - begun) / 3_600_000, mib: await rssOf(platform.pid) });
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, begun + (second + 1) * EVERY_MS - performance.now())),
      );
    }
    const warm = points.slice(Math.floor(points.length * WARM));
    const beside = { minutes, rssMiB: { mid: Math.round(warm[0].mib), end: Math.round(warm.at(-1).mib) } };
    return { unit: 'MiB/h', value: slopeOf(warm), beside };
  } finally {
    await platform.stop();
  }
}

function slopeOf(points) {
  const mean = (key) => points.reduce((sum, point) => sum + point[key], 0) / points.length;
  const [hours, mib] = [mean('hours'), mean('mib')];
  const top = points.reduce((sum, point) => sum + (point.hours - hours) * (point.mib - mib), 0);
  return top / points.reduce((sum, point) => sum + (point.hours - hours) ** 2, 0);
}
