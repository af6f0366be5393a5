/**
 * Wire contracts that need no Node: the REST objects, once. Validation, OpenAPI and the static types of api, sdk, cli and
 * console all come from these: camelCase, instants RFC 3339 in UTC, ids with their prefix (VOCABULARY §7). The worker
 * gateway is under `@carillon/protocol/grpc`.
 */
export { type PageOf, pageOf } from './rest/fields.ts';
export * from './rest/access.ts';
export * from './rest/alerts.ts';
export * from './rest/approvals.ts';
export * from './rest/audit.ts';
export * from './rest/backfills.ts';
export * from './rest/bulk.ts';
export * from './rest/workflow-plans.ts';
export * from './rest/calendars.ts';
export * from './rest/datasets.ts';
export * from './rest/drafts.ts';
export * from './rest/dry-run.ts';
export * from './rest/explain.ts';
export * from './rest/health.ts';
export * from './rest/incidents.ts';
export * from './rest/limits.ts';
export * from './rest/lineage.ts';
export * from './rest/logs.ts';
export * from './rest/matrix.ts';
export * from './rest/overview.ts';
export * from './rest/problem.ts';
export * from './rest/queues.ts';
export * from './rest/run-control.ts';
export * from './rest/runs.ts';
export * from './rest/saved-views.ts';
export * from './rest/schedule-words.ts';
export * from './rest/schedules.ts';
export * from './rest/search.ts';
export * from './rest/secrets.ts';
export * from './rest/signals.ts';
export * from './rest/start-run.ts';
export * from './rest/task-runs.ts';
export * from './rest/task-test.ts';
export * from './rest/workers.ts';
export * from './rest/workflow-pause.ts';
export * from './rest/workflows.ts';
