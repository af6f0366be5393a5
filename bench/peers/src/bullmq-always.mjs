// Redis writes its log to disk before it answers, as a PostgreSQL does.
export const redisFsync = 'always';
export { workloads } from './bullmq-workloads.mjs';
