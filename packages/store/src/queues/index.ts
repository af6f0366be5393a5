export { readFleet } from './fleet.ts';
export { readLanes, readQueueFacts } from './lane-rows.ts';
export { readQueues } from './queue-rows.ts';
export { createQueueStore } from './queue-store.ts';
