import { createLogger, createMetrics } from '@carillon/runtime';
import { createTables, createTransactions, engineStoreOver } from '@carillon/testkit/sim';
import { expect, it } from 'vitest';
import { createScheduler } from './scheduler.ts';

it('listens for workers only once nothing can keep it from serving them', async () => {
  const tables = createTables({ now: () => 0, elapsed: () => 0, newUuid: () => '' });
  const hints = { hint: async () => undefined, onHint: async () => async () => undefined };
  const store = engineStoreOver(createTransactions(tables), async (_, run) => run(), hints);
  let isListening = false;
  const scheduler = createScheduler({
    store: { ...store, queues: () => Promise.reject(new Error('the store is away')) },
    secretReader: { read: async () => ({}) },
    calendars: { tables: async () => new Map(), inUse: async () => [] },
    leadership: { lead: async () => undefined },
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics(),
    config: { grpcHost: '127.0.0.1', grpcPort: 0, publicUrl: 'http://test' },
    authenticateWorker: async () => ({}),
    checkDocument: () => [],
    openGateway: () => ({
      async start() {
        isListening = true;
        return 0;
      },
      stop: async () => undefined,
    }),
  });
  await expect(scheduler.start()).rejects.toThrow('the store is away');
  expect(isListening).toBe(false);
  await scheduler.stop();
});
