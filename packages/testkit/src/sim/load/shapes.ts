/** Shapes of histories. */
import { createChances } from '../chances.ts';
import type { Mix, Shape } from './steps.ts';

const FAULTS: Mix = {
  server_crash: 4,
  all_servers_crash: 1,
  server_freeze: 3,
  server_cut_from_store: 2,
  worker_crash: 4,
  worker_freeze: 3,
  worker_cut: 4,
  slow_link: 2,
  streams_reset: 2,
  store_restart: 2,
  store_frozen: 2,
  store_sessions_cut: 3,
  store_slow: 2,
  node_clock_step: 1,
  store_clock_step: 1,
};

const COMMANDS: Mix = {
  start: 40,
  start_burst: 6,
  stop: 4,
  pause: 4,
  resume: 8,
  pause_task: 3,
  resume_task: 4,
  retry_now: 3,
  reopen: 3,
  mark: 3,
  rerun: 4,
  pause_schedule: 1,
  resume_schedule: 3,
  fire_schedule: 2,
  pause_workflow: 2,
  signal: 20,
};

/** An hour of a cluster under load. */
export const HOUR: Shape = {
  lengthMs: 3_600_000,
  servers: 2,
  workers: 2,
  slots: 6,
  faultEveryMs: 180_000,
  commandEveryMs: 12_000,
  faults: FAULTS,
  commands: COMMANDS,
};

/** Half a minute in which everything comes at once. */
export const MOMENT: Shape = {
  lengthMs: 30_000,
  servers: 2,
  workers: 2,
  slots: 3,
  faultEveryMs: 6_000,
  commandEveryMs: 1_500,
  faults: FAULTS,
  commands: COMMANDS,
};

/**
 * Six minutes of a small cluster, which the seed decides the size of: a tenth of an hour, as busy as an hour that
 * counts, with a fault a minute.
 */
export function stretchOf(seed: number): Shape {
  const chances = createChances(seed ^ 0x57e7c4);
  return {
    ...HOUR,
    lengthMs: HOUR.lengthMs / 10,
    servers: chances.pick([1, 1, 1, 1, 1, 2, 2, 2, 2, 3]),
    workers: chances.pick([1, 2, 2, 3]),
    slots: chances.pick([3, 4, 6]),
    faultEveryMs: 60_000,
    commandEveryMs: 13_000,
  };
}
