// BullMQ: jobs in Redis, with flows and schedulers of seconds.
import { FlowProducer, Queue, Worker } from 'bullmq';
import { countdown, inBatches, now, paced, range, secondsSince, spread, wait } from './measure.mjs';

const connection = { host: '127.0.0.1', port: Number(process.env.BENCH_REDIS_PORT), maxRetriesPerRequest: null };
const CLEAN = { removeOnComplete: true, removeOnFail: true };
const CRON_MS = 10_000;

async function open() {
  const queue = new Queue('q', { connection, defaultJobOptions: CLEAN });
  await queue.waitUntilReady();
  return queue;
}

async function work(handle, concurrency = 100) {
  const worker = new Worker('q', handle, { connection, concurrency });
  worker.on('error', (error) => process.stderr.write(`bullmq: ${error.message}\n`));
  await worker.waitUntilReady();
  return worker;
}

async function store(queue, jobs) {
  const since = performance.now();
  await inBatches(jobs, 2_000, (from, count) =>
    queue.addBulk(range(count, (i) => ({ name: 'noop', data: { n: from + i } }))),
  );
  return secondsSince(since);
}

async function chainsOf({ steps, warmSteps }, chains) {
  const queue = await open();
  let ended = countdown(1);
  const worker = await work(
    async ({ data }) => {
      if (data.i < steps) await queue.add('step', { i: data.i + 1 });
      else ended.hit();
    },
    chains === 1 ? 4 : 100,
  );
  await queue.add('step', { i: steps - warmSteps });
  await ended.done;
  ended = countdown(chains);
  const since = performance.now();
  await queue.addBulk(range(chains, () => ({ name: 'step', data: { i: 1 } })));
  await ended.done;
  const seconds = secondsSince(since);
  await worker.close();
  return seconds;
}

export const workloads = {
  async start({ tasks, warmTasks }) {
    const queue = await open();
    await store(queue, warmTasks);
    return { unit: 'runs/s', value: tasks / (await store(queue, tasks)) };
  },

  async throughput({ tasks }) {
    await store(await open(), tasks);
    const all = countdown(tasks);
    const since = performance.now();
    const worker = await work(async () => undefined);
    worker.on('completed', () => all.hit());
    await all.done;
    return { unit: 'tasks/s', value: tasks / secondsSince(since) };
  },

  async latency({ latencySeconds }) {
    const count = latencySeconds * 100;
    const queue = await open();
    const delays = [];
    const all = countdown(count);
    await work(async ({ data }) => {
      if (data.at === undefined) return;
      delays.push(now() - data.at);
      all.hit();
    }, 10);
    await queue.add('warm', {});
    await wait(1_500);
    await paced(count, 10, () => void queue.add('ping', { at: now() }));
    await all.done;
    return { unit: 'ms', ...spread(delays) };
  },

  chain: async (size) => ({ unit: 'ms/step', value: ((await chainsOf(size, 1)) * 1_000) / size.steps }),
  chains: async (size) => ({
    unit: 'steps/s',
    value: (size.steps * size.chains) / (await chainsOf(size, size.chains)),
  }),

  async fanout({ leaves }) {
    const queue = await open();
    const flow = new FlowProducer({ connection });
    const joined = countdown(1);
    let begun;
    const children = range(leaves, (i) => ({ name: 'leaf', queueName: 'q', data: { i }, opts: CLEAN }));
    await work(async ({ name }) => {
      if (name === 'root') {
        begun = performance.now();
        await flow.add({ name: 'join', queueName: 'q', data: {}, opts: CLEAN, children });
      } else if (name === 'join') joined.hit();
    });
    await queue.add('warm', {});
    await wait(1_000);
    await queue.add('root', {});
    await joined.done;
    return { unit: 'ms', value: performance.now() - begun };
  },

  async cron({ schedules }) {
    const queue = await open();
    const add = (i) =>
      queue.upsertJobScheduler(`s${i}`, { pattern: '*/10 * * * * *' }, { name: 'tick', data: {}, opts: CLEAN });
    await inBatches(schedules, 50, (from, count) => Promise.all(range(count, (i) => add(from + i))));
    const due = Math.ceil((Date.now() + 1_000) / CRON_MS) * CRON_MS;
    const drifts = [];
    const all = countdown(schedules);
    await work(async ({ opts }) => {
      const at = now();
      const of = opts.prevMillis ?? Math.floor(at / CRON_MS) * CRON_MS;
      if (of !== due) return;
      drifts.push(at - due);
      all.hit();
    });
    await all.done;
    return { unit: 'ms', ...spread(drifts) };
  },
};
