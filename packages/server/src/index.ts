/**
 * The only place that composes: which store, which roles, which ports, and the programs `dev`, `server`,
 * `worker` and `migrate`. What the parts do is theirs; this package starts them, finds their faults at the
 * start, and stops them in order.
 *
 * Each program loads its parts when it is called: a worker carries neither the API nor the store in its memory.
 */
import type { runDev as Dev } from './dev.ts';
import type { createFirstToken as CreateFirstToken } from './first-token.ts';
import type { runMigrate as Migrate } from './migrate.ts';
import type { runServer as Server } from './server.ts';
import type { runWorker as Worker } from './worker.ts';

export type { DevOptions, RunningDev } from './dev.ts';
export type { FirstToken } from './first-token.ts';
export type { RunningProcess } from './process-end.ts';
export type { RunningServerProcess } from './server.ts';

export const runDev: typeof Dev = async (...given) => (await import('./dev.ts')).runDev(...given);
export const runMigrate: typeof Migrate = async (...given) => (await import('./migrate.ts')).runMigrate(...given);
export const runServer: typeof Server = async (...given) => (await import('./server.ts')).runServer(...given);
export const runWorker: typeof Worker = async (...given) => (await import('./worker.ts')).runWorker(...given);
export const createFirstToken: typeof CreateFirstToken = async (...given) =>
  (await import('./first-token.ts')).createFirstToken(...given);
