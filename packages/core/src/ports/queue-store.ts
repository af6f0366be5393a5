/** Queues and who uses what of the workers, as the engine and the pages of queues read them. */
import type { QueueDocument } from '../definition/queue-document.ts';
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { WorkerStanding } from '../placement/verdict.ts';
import type { TenantScope } from './scope.ts';
import type { LaneRecord } from './engine-store.ts';

export interface NewQueue {
  readonly document: QueueDocument;
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly author: string;
  readonly message: string;
}

export interface QueueRecord {
  readonly document: QueueDocument;
  readonly number: number;
  readonly pausedAt: Date | undefined;
  readonly pausedBy: string | undefined;
  readonly pauseReason: string | undefined;
}

/** A worker that is there, as the node it is connected to last said. */
export interface FleetWorker extends WorkerStanding {
  readonly sessionKey: number;
  /** Somebody asked that it be given nothing more; it drains by itself, too, when it ends. */
  readonly isHeld: boolean;
  readonly slots: number;
  /** Attempts that it was given, by lane. */
  readonly running: ReadonlyMap<number, number>;
}

/** A lane with ready task runs. */
export interface BacklogLane {
  readonly lane: LaneRecord;
  /** Of the first. */
  readonly rank: number;
}

/** Ready task runs of a lane; counted up to a bound. */
export interface LaneBacklog {
  readonly lane: LaneRecord;
  readonly ready: number;
  readonly oldestReadyAt: Date;
}

export interface QueueEngineStore {
  queues(): Promise<readonly QueueRecord[]>;
  fleet(): Promise<readonly FleetWorker[]>;
  lanes(keys: readonly number[]): Promise<readonly LaneRecord[]>;
}

export interface QueueStore extends QueueEngineStore {
  backlogs(): Promise<readonly LaneBacklog[]>;
  /** Of a queue that the tenant made; undefined: it made none of that name. */
  queueDocument(scope: TenantScope, name: string): Promise<QueueDocument | undefined>;
  /** False: there is no such queue. */
  pauseQueue(scope: TenantScope, name: string, by: QueueChange): Promise<boolean>;
  resumeQueue(scope: TenantScope, name: string, by: QueueChange): Promise<boolean>;
  /** Nothing more is given to a worker, for as long as its process lives, or until it is resumed. False: it is not there. */
  drainWorker(scope: TenantScope, id: string, by: QueueChange): Promise<boolean>;
  resumeWorker(scope: TenantScope, id: string, by: QueueChange): Promise<boolean>;
}

/** Who changes a queue or a worker, and why. */
export interface QueueChange {
  readonly actor: string;
  readonly reason: string | undefined;
  readonly audit: AuditOrigin;
}

/** So many ready task runs of a lane are counted. */
export const MAX_COUNTED = 10_000;
