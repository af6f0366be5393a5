// One measurement of Carillon, of a workload that a peer can be asked for, too.
import { startPlatform } from './platform.mjs';
import { measureSchedules } from './schedules.mjs';
import { workloads } from './workloads.mjs';

export const COMPARED = [...Object.keys(workloads), 'cron'];

/** How much of each there is; the peers are asked for the same. */
export const SIZE = {
  tasks: 20_000,
  /** Stored before those of a bulk start that is measured. */
  warmTasks: 10_000,
  latencySeconds: 5,
  steps: 50,
  /** Of chains carried out before the measured ones: all systems are as warm as they are after a minute in production. */
  warmSteps: 1_000,
  chains: 200,
  leaves: 1_000,
  schedules: 1_000,
  stored: 0,
};

/** @returns `{unit, value, p99?}` */
export async function measureOwn(workload, size, { databaseUrl } = {}) {
  if (workload === 'cron') return measureSchedules({ due: size.schedules, stored: size.stored });
  const platform = await startPlatform({ databaseUrl });
  try {
    return await workloads[workload](platform, size);
  } finally {
    await platform.stop();
  }
}
