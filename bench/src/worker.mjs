// The function worker of the benchmark: trivial handlers, and the times at which they started, for who asks.
import { createFunctionWorker } from '@carillon/sdk/worker';

const [server, slots] = process.argv.slice(2);
let starts = [];

const worker = createFunctionWorker({
  server,
  token: process.env.CARILLON_WORKER_TOKEN,
  slots: Number(slots),
  handlers: {
    noop: () => ({}),
    clock: (params, { identity }) => {
      starts.push([identity.taskRunId, Number(params.n ?? 0), performance.timeOrigin + performance.now()]);
      return {};
    },
  },
});

process.on('message', (message) => {
  if (message !== 'starts') return;
  process.send(starts);
  starts = [];
});
await worker.start();
process.send('ready');
