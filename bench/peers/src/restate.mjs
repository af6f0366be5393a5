// Restate: a server of its own that keeps a log, calling a service over HTTP; a single node with its defaults.
import http from 'node:http';
import { countdown, now, paced, range, secondsSince, spread, wait } from './measure.mjs';

// The SDK takes it for granted; Node has it from 22 on.
Promise.withResolvers ??= () => {
  let resolve;
  let reject;
  const promise = new Promise((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};
const restate = await import('@restatedev/restate-sdk');

const [INGRESS, ADMIN, SERVICE] = (process.env.BENCH_RESTATE_PORTS ?? '').split(',').map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

async function read(response) {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

function post(port, path, body = {}) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
      void read(response).then((answer) => {
        if (response.statusCode < 300) resolve(answer && JSON.parse(answer));
        else reject(new Error(`${path}: ${response.statusCode} ${answer}`));
      }, reject);
    });
    request.on('error', reject);
    request.end(text);
  });
}

let onHit = () => undefined;
const service = restate.service({
  name: 'bench',
  handlers: {
    noop: async (_context, body) => onHit(body),
    chain: async (context, { steps, isWarm }) => {
      for (let i = 0; i < steps; i++) await context.run(`step_${i}`, () => i);
      if (!isWarm) onHit();
    },
    fan: async (context, { leaves }) => {
      const since = await context.run('root', () => now());
      const client = () => context.serviceClient({ name: 'bench' });
      await restate.RestatePromise.all(range(leaves, (i) => client().leaf({ i })));
      onHit(now() - since);
    },
    leaf: async (_context, { i }) => i,
  },
});

async function serve() {
  await restate.serve({ services: [service], port: SERVICE, logger: () => undefined });
  await post(ADMIN, '/deployments', { uri: `http://127.0.0.1:${SERVICE}`, force: true });
  await post(INGRESS, '/bench/chain', { steps: 2, isWarm: true });
}

const send = (handler, body, query = '') => post(INGRESS, `/bench/${handler}/send${query}`, body);

/** Calls that are all due at one moment, since there is no bulk call; the seconds that storing them took. */
async function sendFor(dueAt, tasks) {
  const since = performance.now();
  let next = 0;
  const sending = async () => {
    while (next < tasks) await send('noop', { n: next++ }, `?delay=${Math.max(1, Math.round(dueAt - now()))}ms`);
  };
  await Promise.all(range(48, sending));
  return secondsSince(since);
}

async function chainsOf({ steps, warmSteps }, chains) {
  await serve();
  await post(INGRESS, '/bench/chain', { steps: warmSteps, isWarm: true });
  const all = countdown(chains);
  onHit = () => all.hit();
  const since = performance.now();
  for (let i = 0; i < chains; i++) void send('chain', { steps });
  await all.done;
  return secondsSince(since);
}

export const workloads = {
  async start({ tasks, warmTasks }) {
    await serve();
    await sendFor(now() + 600_000, warmTasks);
    return { unit: 'runs/s', value: tasks / (await sendFor(now() + 600_000, tasks)) };
  },

  async throughput({ tasks }) {
    await serve();
    const all = countdown(tasks);
    onHit = () => all.hit();
    const due = now() + Math.max(8_000, tasks * 0.8);
    await sendFor(due, tasks);
    await wait(Math.max(0, due - now()));
    const since = performance.now();
    await all.done;
    return { unit: 'tasks/s', value: tasks / secondsSince(since) };
  },

  async latency({ latencySeconds }) {
    const count = latencySeconds * 100;
    await serve();
    for (let i = 0; i < 20; i++) await send('noop');
    await wait(1_000);
    const delays = [];
    const all = countdown(count);
    onHit = ({ at }) => {
      delays.push(now() - at);
      all.hit();
    };
    await paced(count, 10, () => void send('noop', { at: now() }));
    await all.done;
    return { unit: 'ms', ...spread(delays) };
  },

  chain: async (size) => ({ unit: 'ms/step', value: ((await chainsOf(size, 1)) * 1_000) / size.steps }),
  chains: async (size) => ({
    unit: 'steps/s',
    value: (size.steps * size.chains) / (await chainsOf(size, size.chains)),
  }),

  async fanout({ leaves }) {
    await serve();
    const ended = countdown(1);
    let value;
    onHit = (ms) => {
      value = ms;
      ended.hit();
    };
    await send('fan', { leaves });
    await ended.done;
    return { unit: 'ms', value };
  },

  /** It has no schedules; these are delayed calls that are due at one moment. */
  async cron({ schedules }) {
    await serve();
    const due = Math.ceil((now() + 6_000) / 1_000) * 1_000;
    const drifts = [];
    const all = countdown(schedules);
    onHit = () => {
      drifts.push(now() - due);
      all.hit();
    };
    await sendFor(due, schedules);
    await all.done;
    return { unit: 'ms', ...spread(drifts) };
  },
};
