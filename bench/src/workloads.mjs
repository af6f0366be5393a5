// The workloads. Each measures once on a fresh platform and answers with {unit, value, …}.
import { once } from 'node:events';

export const call = (handler, needs) => ({ type: 'function', with: { handler }, ...(needs ? { needs } : {}) });
export const BATCH = 1_000;

/** Requests under way at once: while one is stored the next is read. A peer is given twice as much, or more, in one call. */
const IN_FLIGHT = 2;

export async function startMany(platform, workflow, count) {
  let next = 0;
  const sender = async () => {
    while (next < count) {
      const from = next;
      next += BATCH;
      const items = Array.from({ length: Math.min(BATCH, count - from) }, (_, k) => ({ params: { n: from + k } }));
      await platform.client.runs.startMany({ workflow, items });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}

export async function startsOf(worker) {
  worker.send('starts');
  const [starts] = await once(worker, 'message');
  return starts;
}

/** Resolves when the handlers of this worker process have been called so often since this was last asked. */
export async function carriedOut(worker, count) {
  worker.send({ carriedOut: count });
  await once(worker, 'message');
}

/** The list is asked when the handlers have been called: asked all the while it would be a good part of the work. */
async function carryOut(platform, worker, { workflow, calls, runs = 1 }) {
  const called = carriedOut(worker, calls);
  await startMany(platform, workflow, runs);
  await called;
  await platform.drained(workflow);
}

export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const seconds = (since) => (performance.now() - since) / 1_000;

export async function warmUp(platform) {
  await platform.publish('warm', { only: call('noop') });
  const worker = await platform.worker();
  await carryOut(platform, worker, { workflow: 'warm', calls: 2 * BATCH, runs: 2 * BATCH });
  return worker;
}

export const workloads = {
  async start(platform, { tasks, warmTasks }) {
    await platform.publish('solo', { only: call('noop') });
    await startMany(platform, 'solo', warmTasks);
    const since = performance.now();
    await startMany(platform, 'solo', tasks);
    return { unit: 'runs/s', value: tasks / seconds(since) };
  },

  async throughput(platform, { tasks }) {
    await platform.publish('solo', { only: call('noop') });
    await startMany(platform, 'solo', tasks);
    // From the moment the worker says that it is connected: what a process costs to boot is not ours.
    const worker = await platform.worker();
    const since = performance.now();
    await carriedOut(worker, tasks);
    await platform.drained('solo');
    return { unit: 'tasks/s', value: tasks / seconds(since) };
  },

  async latency(platform, { latencySeconds }) {
    const worker = await warmUp(platform);
    await platform.publish('ping', { only: call('clock') });
    const asked = [];
    const pending = [];
    const count = latencySeconds * 100;
    const begun = performance.now();
    for (let i = 0; i < count; i++) {
      const due = begun + i * 10;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      asked[i] = performance.timeOrigin + performance.now();
      pending.push(platform.client.runs.start({ workflow: 'ping', params: { n: i } }));
    }
    await Promise.all(pending);
    await platform.drained('ping');
    const delays = (await startsOf(worker)).map(([, n, at]) => at - asked[n]).sort((a, b) => a - b);
    if (delays.length !== count) throw new Error(`${count} runs started ${delays.length} handlers`);
    return { unit: 'ms', value: percentile(delays, 0.5), p99: percentile(delays, 0.99) };
  },

  async chain(platform, { steps, warmSteps }) {
    const worker = await warmUp(platform);
    await platform.publish('chain', chainOf(steps, 'clock'));
    for (let done = 0; done < warmSteps; done += steps)
      await carryOut(platform, worker, { workflow: 'chain', calls: steps });
    await startsOf(worker);
    await carryOut(platform, worker, { workflow: 'chain', calls: steps });
    const times = (await startsOf(worker)).map(([, , at]) => at).sort((a, b) => a - b);
    return { unit: 'ms/step', value: (times.at(-1) - times[0]) / (steps - 1) };
  },

  async chains(platform, { steps, chains, warmSteps }) {
    const worker = await warmUp(platform);
    await platform.publish('chains', chainOf(steps, 'noop'));
    for (let done = 0; done < warmSteps; done += steps)
      await carryOut(platform, worker, { workflow: 'chains', calls: steps });
    const since = performance.now();
    await carryOut(platform, worker, { workflow: 'chains', calls: steps * chains, runs: chains });
    return { unit: 'steps/s', value: (steps * chains) / seconds(since) };
  },

  async fanout(platform, { leaves }) {
    const worker = await warmUp(platform);
    const names = Array.from({ length: leaves }, (_, i) => `leaf_${i}`);
    await platform.publish('fan', {
      root: call('clock'),
      ...Object.fromEntries(names.map((name) => [name, call('noop', ['root'])])),
      join: call('clock', names),
    });
    await carryOut(platform, worker, { workflow: 'fan', calls: leaves + 2 });
    await startsOf(worker);
    await carryOut(platform, worker, { workflow: 'fan', calls: leaves + 2 });
    const times = (await startsOf(worker)).map(([, , at]) => at);
    return { unit: 'ms', value: Math.max(...times) - Math.min(...times) };
  },
};

export function chainOf(steps, handler) {
  return Object.fromEntries(
    Array.from({ length: steps }, (_, i) => [`step_${i}`, call(handler, i ? [`step_${i - 1}`] : undefined)]),
  );
}
