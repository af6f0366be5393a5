// pg-boss: jobs in PostgreSQL, woken by NOTIFY, with flows (dependencies) and cron of whole minutes.
import { PgBoss } from 'pg-boss';
import { countdown, inBatches, now, paced, range, secondsSince, spread, until, wait } from './measure.mjs';

const MANY = {
  batchSize: 500,
  localConcurrency: 4,
  pollingIntervalSeconds: 0.5,
  notifyPollingIntervalSeconds: 0.5,
  burstWhenBatchFull: true,
  burstWhenReadyExceeds: 1,
};
const ONE = { batchSize: 1, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
/** A job of a flow becomes ready without a notification. */
const OF_FLOW = { ...ONE, notifyPollingIntervalSeconds: 0.5 };

async function open(queues, more = {}) {
  const boss = new PgBoss({
    connectionString: process.env.BENCH_DATABASE_URL,
    max: 20,
    useListenNotify: true,
    ...more,
  });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
  boss.on('warning', () => undefined);
  await boss.start();
  for (const queue of queues) await boss.createQueue(queue, { notify: true });
  return boss;
}

const close = (boss) => boss.stop({ graceful: true, timeout: 3_000 });

async function store(boss, jobs) {
  const since = performance.now();
  await inBatches(jobs, 5_000, (from, count) =>
    boss.insert(
      'q',
      range(count, (i) => ({ data: { n: from + i } })),
    ),
  );
  return secondsSince(since);
}

async function chainsOf({ steps, warmSteps }, chains) {
  const boss = await open(['q']);
  let ended = countdown(1);
  await boss.work('q', chains === 1 ? ONE : MANY, async (jobs) => {
    const next = [];
    for (const { data } of jobs) {
      if (data.i < steps) next.push({ data: { i: data.i + 1 } });
      else ended.hit();
    }
    if (next.length === 1) await boss.send('q', next[0].data);
    else if (next.length > 1) await boss.insert('q', next);
  });
  await boss.send('q', { i: steps - warmSteps });
  await ended.done;
  await wait(1_000);
  ended = countdown(chains);
  const since = performance.now();
  await boss.insert(
    'q',
    range(chains, () => ({ data: { i: 1 } })),
  );
  await ended.done;
  const seconds = secondsSince(since);
  await close(boss);
  return seconds;
}

export const workloads = {
  async start({ tasks, warmTasks }) {
    const boss = await open(['q']);
    await store(boss, warmTasks);
    const seconds = await store(boss, tasks);
    await close(boss);
    return { unit: 'runs/s', value: tasks / seconds };
  },

  async throughput({ tasks }) {
    const boss = await open(['q']);
    await store(boss, tasks);
    const db = boss.getDb();
    await db.executeSql('vacuum analyze');
    const all = countdown(tasks);
    const since = performance.now();
    await boss.work('q', MANY, async (jobs) => jobs.forEach(() => all.hit()));
    await all.done;
    await until(async () => {
      const { rows } = await db.executeSql(
        `select not exists (select from pgboss.job where name = 'q' and state < 'completed') as empty`,
      );
      return rows[0].empty;
    });
    const value = tasks / secondsSince(since);
    await close(boss);
    return { unit: 'tasks/s', value };
  },

  async latency({ latencySeconds }) {
    const count = latencySeconds * 100;
    const boss = await open(['q']);
    const delays = [];
    const all = countdown(count);
    await boss.work('q', { ...ONE, localConcurrency: 10 }, async ([{ data }]) => {
      if (data.at === undefined) return;
      delays.push(now() - data.at);
      all.hit();
    });
    await boss.send('q', {});
    await wait(2_000);
    await paced(count, 10, () => void boss.send('q', { at: now() }));
    await all.done;
    await close(boss);
    return { unit: 'ms', ...spread(delays) };
  },

  chain: async (size) => ({ unit: 'ms/step', value: ((await chainsOf(size, 1)) * 1_000) / size.steps }),
  chains: async (size) => ({
    unit: 'steps/s',
    value: (size.steps * size.chains) / (await chainsOf(size, size.chains)),
  }),

  async fanout({ leaves }) {
    const boss = await open(['root', 'leaf', 'join'], { flowIntervalSeconds: 1 });
    const joined = countdown(1);
    let begun;
    await boss.work('root', OF_FLOW, async () => {
      begun = performance.now();
    });
    await boss.work('leaf', { ...MANY, batchSize: 100 }, async () => undefined);
    await boss.work('join', OF_FLOW, async () => joined.hit());
    await wait(1_500);
    const jobs = range(leaves, (i) => ({ ref: `leaf_${i}`, name: 'leaf', data: { i }, dependsOn: ['root'] }));
    await boss.flow([
      { ref: 'root', name: 'root', data: {} },
      ...jobs,
      { ref: 'join', name: 'join', data: {}, dependsOn: jobs.map(({ ref }) => ref) },
    ]);
    await joined.done;
    const value = performance.now() - begun;
    await close(boss);
    return { unit: 'ms', value };
  },

  /** It knows whole minutes only. */
  async cron({ schedules }) {
    const boss = await open(['q'], {
      cronMonitorIntervalSeconds: 1,
      cronWorkerIntervalSeconds: 1,
      clockMonitorIntervalSeconds: 600,
    });
    for (let i = 0; i < schedules; i++) await boss.schedule('q', '* * * * *', { i }, { key: `s${i}` });
    const drifts = [];
    const all = countdown(schedules);
    await boss.work('q', MANY, async (jobs) => {
      const at = now();
      for (const _ of jobs) if (drifts.push(at - Math.floor(at / 60_000) * 60_000) <= schedules) all.hit();
    });
    await all.done;
    await close(boss);
    return { unit: 'ms', ...spread(drifts.slice(0, schedules)) };
  },
};
