// DBOS: durable workflows as a library on PostgreSQL; steps run in the process that runs the workflow.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { countdown, inBatches, now, paced, range, secondsSince, spread, wait } from './measure.mjs';

const logger = { info() {}, debug() {}, warn() {}, error: (text) => process.stderr.write(`dbos: ${text}\n`) };
const QUEUE = { minPollingIntervalMs: 20 };
const CRON_MS = 10_000;

let onNoop = () => undefined;
let onTick = () => undefined;
const noop = DBOS.registerWorkflow(async (value) => onNoop(value), { name: 'noop' });
const tick = DBOS.registerWorkflow(async (at) => onTick(at), { name: 'tick' });
const chain = DBOS.registerWorkflow(
  async (steps) => {
    for (let i = 0; i < steps; i++) await DBOS.runStep(async () => i, { name: `step_${i}` });
  },
  { name: 'chain' },
);
const fan = DBOS.registerWorkflow(
  async (leaves) => {
    await DBOS.runStep(async () => 0, { name: 'root' });
    const since = performance.now();
    await Promise.all(range(leaves, (i) => DBOS.runStep(async () => i, { name: 'leaf' })));
    await DBOS.runStep(async () => 0, { name: 'join' });
    return performance.now() - since;
  },
  { name: 'fan' },
);

async function launch(more = {}) {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: process.env.BENCH_DATABASE_URL,
    systemDatabasePoolSize: 20,
    logger,
    applicationVersion: '1',
    ...more,
  });
  await DBOS.launch();
  await DBOS.registerQueue('q', QUEUE);
}

const close = () => DBOS.shutdown({ workflowCompletionTimeoutMS: 2_000 });

async function store(tasks) {
  await launch({ listenQueues: ['none'] });
  const since = performance.now();
  let next = 0;
  const storing = async () => {
    while (next < tasks) await DBOS.startWorkflow(noop, { queueName: 'q' })(next++);
  };
  await Promise.all(range(40, storing));
  const seconds = secondsSince(since);
  await close();
  return seconds;
}

async function chainsOf({ steps, warmSteps }, chains) {
  await launch();
  await chain(warmSteps);
  const since = performance.now();
  await Promise.all(range(chains, () => chain(steps)));
  const seconds = secondsSince(since);
  await close();
  return seconds;
}

export const workloads = {
  async start({ tasks, warmTasks }) {
    await store(warmTasks);
    return { unit: 'runs/s', value: tasks / (await store(tasks)) };
  },

  async throughput({ tasks }) {
    await store(tasks);
    const all = countdown(tasks);
    onNoop = () => all.hit();
    const since = performance.now();
    await launch();
    await all.done;
    const value = tasks / secondsSince(since);
    await close();
    return { unit: 'tasks/s', value };
  },

  async latency({ latencySeconds }) {
    const count = latencySeconds * 100;
    await launch();
    await (await DBOS.startWorkflow(noop, { queueName: 'q' })(0)).getResult();
    await wait(2_500);
    const delays = [];
    const all = countdown(count);
    onNoop = (at) => {
      delays.push(now() - at);
      all.hit();
    };
    await paced(count, 10, () => void DBOS.startWorkflow(noop, { queueName: 'q' })(now()));
    await all.done;
    await close();
    return { unit: 'ms', ...spread(delays) };
  },

  chain: async (size) => ({ unit: 'ms/step', value: ((await chainsOf(size, 1)) * 1_000) / size.steps }),
  chains: async (size) => ({
    unit: 'steps/s',
    value: (size.steps * size.chains) / (await chainsOf(size, size.chains)),
  }),

  /** Steps of one process: nothing goes to a worker. */
  async fanout({ leaves }) {
    await launch();
    await chain(3);
    const value = await fan(leaves);
    await close();
    return { unit: 'ms', value };
  },

  async cron({ schedules }) {
    await launch({ schedulerPollingIntervalMs: 1_000 });
    await inBatches(schedules, 100, (from, count) =>
      DBOS.applySchedules(
        range(count, (i) => ({
          scheduleName: `s${from + i}`,
          workflowFn: tick,
          schedule: '*/10 * * * * *',
          queueName: 'q',
        })),
      ),
    );
    const due = Math.ceil((Date.now() + 8_000) / CRON_MS) * CRON_MS;
    const drifts = [];
    const all = countdown(schedules);
    onTick = (at) => {
      if (at.getTime() !== due) return;
      drifts.push(now() - due);
      all.hit();
    };
    await all.done;
    await close();
    return { unit: 'ms', ...spread(drifts) };
  },
};
