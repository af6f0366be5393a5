// graphile-worker: jobs in PostgreSQL. It has no dependencies between jobs; a chain is a handler that adds the next job.
import { Logger, makeWorkerUtils, parseCronItems, run } from 'graphile-worker';
import pg from 'pg';
import { countdown, inBatches, now, paced, range, secondsSince, spread, until, wait } from './measure.mjs';

const connectionString = process.env.BENCH_DATABASE_URL;
const logger = new Logger(() => (level, message) => {
  if (level === 'error') process.stderr.write(`graphile-worker: ${message}\n`);
});
const MANY = {
  concurrentJobs: 24,
  maxPoolSize: 25,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};
const FEW = { concurrentJobs: 10, maxPoolSize: 12 };

const start = (settings, taskList, more = {}) =>
  run({
    preset: { worker: { connectionString, pollInterval: 2_000, logger, ...settings } },
    logger,
    noHandleSignals: true,
    taskList,
    ...more,
  });

async function store(jobs) {
  const utils = await makeWorkerUtils({ connectionString, logger });
  await utils.migrate();
  const since = performance.now();
  await inBatches(jobs, 5_000, (from, count) =>
    utils.addJobs(range(count, (i) => ({ identifier: 'noop', payload: { n: from + i } }))),
  );
  const seconds = secondsSince(since);
  await utils.release();
  return seconds;
}

async function chainsOf({ steps, warmSteps }, chains) {
  let ended = countdown(1);
  const runner = await start(chains > 1 ? MANY : FEW, {
    step: async ({ i }, { addJob }) => {
      if (i < steps) await addJob('step', { i: i + 1 });
      else ended.hit();
    },
  });
  await runner.addJob('step', { i: steps - warmSteps });
  await ended.done;
  ended = countdown(chains);
  const since = performance.now();
  await Promise.all(range(chains, () => runner.addJob('step', { i: 1 })));
  await ended.done;
  const seconds = secondsSince(since);
  await runner.stop();
  return seconds;
}

export const workloads = {
  async start({ tasks, warmTasks }) {
    await store(warmTasks);
    return { unit: 'runs/s', value: tasks / (await store(tasks)) };
  },

  async throughput({ tasks }) {
    await store(tasks);
    const db = new pg.Client(connectionString);
    await db.connect();
    await db.query('vacuum analyze');
    const all = countdown(tasks);
    const since = performance.now();
    const runner = await start(MANY, { noop: async () => all.hit() });
    await all.done;
    await until(async () => {
      const { rows } = await db.query('select not exists (select from graphile_worker._private_jobs) as empty');
      return rows[0].empty;
    });
    const value = tasks / secondsSince(since);
    await runner.stop();
    await db.end();
    return { unit: 'tasks/s', value };
  },

  async latency({ latencySeconds }) {
    const count = latencySeconds * 100;
    const delays = [];
    const all = countdown(count);
    const runner = await start(FEW, {
      warm: async () => undefined,
      ping: async ({ at }) => {
        delays.push(now() - at);
        all.hit();
      },
    });
    await runner.addJob('warm', {});
    await wait(1_500);
    await paced(count, 10, () => void runner.addJob('ping', { at: now() }));
    await all.done;
    await runner.stop();
    return { unit: 'ms', ...spread(delays) };
  },

  chain: async (size) => ({ unit: 'ms/step', value: ((await chainsOf(size, 1)) * 1_000) / size.steps }),
  chains: async (size) => ({
    unit: 'steps/s',
    value: (size.steps * size.chains) / (await chainsOf(size, size.chains)),
  }),

  /** It knows whole minutes only. */
  async cron({ schedules }) {
    const drifts = [];
    const all = countdown(schedules);
    const parsedCronItems = parseCronItems(
      range(schedules, (i) => ({ task: 'tick', match: '* * * * *', identifier: `s${i}` })),
    );
    const tick = async () => {
      const at = now();
      if (drifts.push(at - Math.floor(at / 60_000) * 60_000) <= schedules) all.hit();
    };
    const runner = await start(MANY, { tick }, { parsedCronItems });
    await all.done;
    await runner.stop();
    return { unit: 'ms', ...spread(drifts.slice(0, schedules)) };
  },
};
