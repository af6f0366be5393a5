// Redis writes its log to disk each second: what is acknowledged may be lost with the machine.
export const redisFsync = 'everysec';
export { workloads } from './bullmq-workloads.mjs';
