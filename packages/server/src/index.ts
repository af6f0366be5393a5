/**
 * The only place that composes: which store, which roles, which ports, and the programs `dev`, `server`,
 * `worker` and `migrate`. What the parts do is theirs; this package starts them, finds their faults at the
 * start, and stops them in order.
 */
export { type DevOptions, type RunningDev, runDev } from './dev.ts';
export { runMigrate } from './migrate.ts';
export type { RunningProcess } from './process-end.ts';
export { runServer, type RunningServerProcess } from './server.ts';
export { runWorker } from './worker.ts';
export { createFirstToken, type FirstToken } from './first-token.ts';
