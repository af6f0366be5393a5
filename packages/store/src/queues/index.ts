export { readQueues } from './queue-rows.ts';
export { createQueueStore } from './queue-store.ts';
