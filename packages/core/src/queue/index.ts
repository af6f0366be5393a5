export { MAX_QUEUED_RUNS } from './max-queued-runs.ts';
export { compileQueue, parseShare, plainQueue, queuesFault, type QueueSpec } from './queue-spec.ts';
export {
  holdersOf,
  type QueueBook,
  type QueueHolder,
  type QueueStanding,
  queueStandings,
  sharesOf,
} from './queue-standing.ts';
export { createShares, type Gate, type ShareLane, type Shares } from './shares.ts';
export { rankOf } from './rank.ts';
