// Function workers of the benchmark, in one process: trivial handlers, how often they were called, and the times at which
// they started, for who asks. `worker.mjs <host:port> <slots> <how many workers>`
import { createFunctionWorker } from '@carillon/sdk/worker';

const [server, slots, count] = process.argv.slice(2);
let starts = [];
let calls = 0;
/** How many have been asked for so far. */
let asked = 0;
let awaited = Number.POSITIVE_INFINITY;

const handlers = {
  noop: () => {
    called();
    return {};
  },
  clock: (params, { identity }) => {
    called();
    starts.push([identity.taskRunId, Number(params.n ?? 0), performance.timeOrigin + performance.now()]);
    return {};
  },
  fail: () => {
    throw new Error('no such file');
  },
};

function called() {
  calls += 1;
  tell();
}

function tell() {
  if (calls < awaited) return;
  awaited = Number.POSITIVE_INFINITY;
  process.send('carried out');
}

process.on('message', (message) => {
  if (message === 'starts') {
    process.send(starts);
    starts = [];
  } else {
    asked += message.carriedOut;
    awaited = asked;
    tell();
  }
});

const workers = Array.from({ length: Number(count) }, (_, i) =>
  createFunctionWorker({
    server,
    token: process.env.CARILLON_WORKER_TOKEN,
    slots: Number(slots),
    name: `bench-${process.pid}-${i}`,
    handlers,
  }),
);
for (const worker of workers) await worker.start();
process.send('ready');
