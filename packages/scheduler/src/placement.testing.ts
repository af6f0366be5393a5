/** Lanes and connected workers as tests want them. */
import { ANY_WORKER, type LaneRecord, NO_RESOURCES, type QueueRecord } from '@carillon/core';
import { createLanes } from './queues/lanes.ts';
import { createQueueBoard } from './queues/queue-board.ts';
import { createRoom } from './queues/room.ts';
import { type ConnectedWorker, createSessions } from './sessions.ts';

export const testLane = (more: Partial<LaneRecord> = {}): LaneRecord => ({
  key: 1,
  queue: 'default',
  group: 'default',
  capability: 'shell',
  selector: ANY_WORKER,
  resources: NO_RESOURCES,
  tenant: 'default',
  project: 'default',
  ...more,
});

export const testWorker = (more: Partial<ConnectedWorker> = {}): ConnectedWorker => ({
  key: 1,
  id: 'a',
  name: 'a',
  group: 'default',
  capabilities: new Set(['shell']),
  labels: {},
  resources: NO_RESOURCES,
  used: NO_RESOURCES,
  running: new Map(),
  attempts: new Map(),
  credit: 4,
  slots: 4,
  places: 4,
  draining: false,
  isHeld: false,
  beatenAt: performance.now(),
  held: undefined,
  busy: 0,
  definitions: new Map(),
  isBackedUp: false,
  send: () => undefined,
  close: () => undefined,
  ...more,
});

const NEVER = (): never => {
  throw new Error('not asked for');
};

/** What a dispatcher is made with, over workers of one node and no store. */
export function testPlacement(
  lanesMet: readonly LaneRecord[],
  workers: readonly ConnectedWorker[],
  queues: readonly QueueRecord[] = [],
) {
  const sessions = createSessions(60_000);
  for (const worker of workers) sessions.add(worker);
  const lanes = createLanes({ lane: NEVER, lanes: NEVER });
  for (const lane of lanesMet) lanes.meet(lane);
  const store = { queues: () => Promise.resolve(queues), fleet: () => Promise.resolve([]) };
  const board = createQueueBoard({ store, sessions, lanes });
  board.count();
  return { sessions, lanes, board, room: createRoom(lanes, board.use) };
}
