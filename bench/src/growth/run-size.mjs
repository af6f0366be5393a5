// Runs of more and more tasks, one after the other, on one platform.
import { startPlatform } from '../platform.mjs';
import { watchRss } from '../process-facts.mjs';
import { call, chainOf, warmUp } from '../workloads.mjs';

export const items = axisOf('items', 'items of one forEach', [10, 100, 1_000, 10_000], (count) => ({
  each: { ...call('noop'), forEach: { items: `\${{ range(${count}) }}` } },
}));

export const tasks = axisOf('tasks', 'tasks of one run, 1 → n → 1', [10, 100, 1_000, 10_000], (count) => {
  const names = Array.from({ length: count - 2 }, (_, i) => `task_${i}`);
  return {
    root: call('noop'),
    ...Object.fromEntries(names.map((name) => [name, call('noop', ['root'])])),
    join: call('noop', names),
  };
});

export const depth = axisOf('depth', 'tasks of one chain', [10, 100, 1_000], (count) => chainOf(count, 'noop'));

function axisOf(name, what, sizes, tasksOf) {
  return {
    what,
    unit: 'ms/task',
    sizes,
    async measure({ sizes: asked, reps, step }) {
      const platform = await startPlatform({});
      try {
        await warmUp(platform);
        for (const size of asked) {
          const workflow = `${name}_${size}`;
          await platform.publish(workflow, tasksOf(size));
          const values = [];
          const rss = watchRss(platform.pid);
          for (let rep = 0; rep < reps; rep++) values.push(await timeOf(platform, workflow, size));
          step({ at: size, values, rssMiB: await rss.most() });
        }
      } finally {
        await platform.stop();
      }
    },
  };
}

/** Small runs are too short for one of them to say anything. */
async function timeOf(platform, workflow, size) {
  const runs = Math.ceil(1_000 / size);
  const since = performance.now();
  for (let run = 0; run < runs; run++) {
    await platform.client.runs.start({ workflow });
    await platform.drained(workflow);
  }
  return (performance.now() - since) / runs / size;
}
