/** Wire contracts that need no Node: the REST objects. The worker gateway is under `@carillon/protocol/grpc`. */
export { type PageOf, pageOf } from './rest/fields.ts';
export * from './rest/audit.ts';
export * from './rest/approvals.ts';
export * from './rest/backfills.ts';
export * from './rest/bulk.ts';
export * from './rest/calendars.ts';
export * from './rest/datasets.ts';
export * from './rest/explain.ts';
export * from './rest/limits.ts';
export * from './rest/overview.ts';
export * from './rest/queues.ts';
export * from './rest/run-control.ts';
export * from './rest/schedules.ts';
export * from './rest/secrets.ts';
export * from './rest/signals.ts';
export * from './rest/schemas.ts';
