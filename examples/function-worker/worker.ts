// A worker inside your own program: its functions are the tasks of orders.yaml beside this file.
//
//   export CARILLON_WORKER_TOKEN=$(npx carillon token create --kind worker --name orders)
//   npx tsx examples/function-worker/worker.ts
import { createFunctionWorker, NonRetryableError } from '@carillon/sdk/worker';

const PRICES: Readonly<Record<string, number>> = { tea: 3.2, coffee: 4.5, cocoa: 4 };

interface Order {
  readonly item: string;
  readonly count: number;
}

const worker = createFunctionWorker({
  server: process.env['CARILLON_GRPC'] ?? '127.0.0.1:4401',
  token: process.env['CARILLON_WORKER_TOKEN'] ?? '',
  name: 'orders',
  slots: 16,
  handlers: {
    async price_order(_params, { with: { input }, log }) {
      const { item, count } = input as unknown as Order;
      const price = PRICES[item];
      // Trying again would find no price either.
      if (price === undefined) throw new NonRetryableError(`${item} has no price`);
      log.line('stdout', `${count} × ${item} at ${price}`);
      return { total: count * price };
    },
  },
});

await worker.start();
console.log('connected; Ctrl-C ends it');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.stop({ drainMs: 5_000 }));
