/**
 * The worker: holds one stream to a server, runs attempts within its slots, sends their results and logs.
 * It believes nothing the store has not acknowledged: results and logs are sent until they are, and when no
 * server answers, it stops what it runs before somebody else may be given it (GUARANTEES 6).
 */
export { type WorkerConfig, WorkerConfigError } from './config.ts';
export type { WorkerClock } from './clock.ts';
export type { Attempt, ProcessTree } from './attempt/attempt.ts';
export { createMemoryRecords, type Records } from './attempt/records.ts';
export type { Channel, ChannelStream } from './link/channel.ts';
export type { ProcessHost } from './process/process-host.ts';
export { GatewayRefusal } from './link/gateway-link.ts';
export { createWorker, type Worker, type WorkerParts } from './worker.ts';
export type { WorkerLog } from './worker-log.ts';
export type { AttemptContext, AttemptResult, Executor, JsonObject } from '@carillon/plugin-api';
