/**
 * The master: fires schedules, starts runs, moves them on, leases their tasks to workers and rescues what
 * dead workers leave. Not in here: anything that has to survive; every node can be killed at any time and
 * any other goes on, because the store holds all there is. How the parts meet: docs/architecture/scheduler.md.
 */
export { createScheduler, type Scheduler, type SchedulerConfig, type SchedulerParts } from './scheduler.ts';
export type { HealerTimes } from './loops/healer.ts';
export { DEFAULT_LEASE, type LeaseTimes, serveSession, type SessionStream } from './gateway/session-stream.ts';
export type { Gateway, GatewayParts } from './gateway/server.ts';
