/** Fires, advances, dispatches, rescues, and listens for workers. */
import { hashSecret } from '@carillon/api';
import type { FileProbe } from '@carillon/core';
import { createScheduler, type LeaseTimes, type Scheduler } from '@carillon/scheduler';
import { checkDocument } from '@carillon/spec';
import type { RoleParts } from './parts.ts';

export function schedulerRole(
  parts: RoleParts & {
    readonly host: string;
    readonly port: number;
    /** False beside a lone API: runs are started and stopped here, the loops and workers are other nodes'. */
    readonly isServing: boolean;
    readonly backfillRuns: number;
    /** How often workers are spread over the servers; 0 for never. */
    readonly spreadEveryMs: number;
    readonly lease: LeaseTimes;
    /** What it can see of files that tasks wait for. */
    readonly probe: FileProbe;
  },
): Scheduler {
  const { store, own, leadership, log, metrics, publicUrl, host, port, isServing } = parts;
  const { backfillRuns, spreadEveryMs, lease } = parts;
  return createScheduler({
    store: store.engine,
    leadership,
    workersElsewhere: own.workersElsewhere,
    onHealed: own.onHealed,
    isPutOff: own.isPutOff,
    secretReader: store.secretReader,
    calendars: store.calendars,
    probe: parts.probe,
    log: log.child({ part: 'scheduler' }),
    metrics,
    checkDocument,
    config: { grpcHost: host, grpcPort: port, publicUrl, serving: isServing, backfillRuns, spreadEveryMs, lease },
    authenticateWorker: (token) => store.access.byToken(hashSecret(token), 'worker'),
  });
}
