/** Fires, advances, dispatches, rescues, and listens for workers. */
import type { Logger, Metrics } from '@carillon/runtime';
import { createScheduler, type Scheduler } from '@carillon/scheduler';
import type { Store } from '@carillon/store';
import { hashToken } from '../tokens.ts';

export function schedulerRole(options: {
  readonly store: Store;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly grpcHost: string;
  readonly grpcPort: number;
  readonly publicUrl: string;
}): Scheduler {
  const { store, log, metrics, grpcHost, grpcPort, publicUrl } = options;
  return createScheduler({
    store: store.engine,
    log: log.child({ part: 'scheduler' }),
    metrics,
    config: { grpcHost, grpcPort, publicUrl },
    authenticateWorker: (token) => store.access.byToken(hashToken(token), 'worker'),
  });
}
