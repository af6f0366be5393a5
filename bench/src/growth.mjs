// Whether ten times as much work costs ten times as much: the time for one unit at several sizes, on one platform.
import { startPlatform } from './platform.mjs';
import { call, chainOf, warmUp } from './workloads.mjs';

/** By workload: what a unit is, the sizes, and the tasks of a workflow of so many units. */
const SHAPES = {
  map: {
    unit: 'ms/item',
    sizes: [100, 1_000, 10_000],
    tasks: (items) => ({ each: { ...call('noop'), forEach: { items: `\${{ range(${items}) }}` } } }),
  },
  tasks10k: {
    unit: 'ms/task',
    sizes: [100, 1_000, 10_000],
    tasks: (count) => ({
      root: call('noop'),
      ...Object.fromEntries(Array.from({ length: count - 2 }, (_, i) => [`task_${i}`, call('noop', ['root'])])),
      join: call(
        'noop',
        Array.from({ length: count - 2 }, (_, i) => `task_${i}`),
      ),
    }),
  },
  depth: { unit: 'ms/step', sizes: [100, 300, 1_000], tasks: (steps) => chainOf(steps, 'noop') },
};

export const GROWTH = Object.keys(SHAPES);

/** The least of `reps` at each size: what else the machine does is not ours. */
export async function measureGrowth(workload, reps) {
  const { unit, sizes, tasks } = SHAPES[workload];
  const platform = await startPlatform({});
  try {
    await warmUp(platform);
    const perUnit = {};
    for (const size of sizes) {
      const name = `${workload}_${size}`;
      await platform.publish(name, tasks(size));
      const times = [];
      for (let rep = 0; rep < reps; rep++) {
        const since = performance.now();
        await platform.client.runs.start({ workflow: name });
        await platform.drained(name);
        times.push((performance.now() - since) / size);
      }
      perUnit[size] = Number(Math.min(...times).toPrecision(4));
    }
    const growth = Number((perUnit[sizes.at(-1)] / perUnit[sizes[0]]).toPrecision(3));
    return { workload, system: 'carillon', unit, perUnit, growth, reps };
  } finally {
    await platform.stop();
  }
}
