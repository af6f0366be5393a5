/** What is known of a platform as it runs: what the pages of health show, and what its doctor judges. */
import type { Incident } from '../ports/incident-store.ts';
import type { LaneBacklog, FleetWorker } from '../ports/queue-store.ts';
import type { WorkerRecord } from '../ports/run-queries.ts';
import type { SaidText } from '../said.ts';
import type { HealingKind } from './healing.ts';
import type { LoadLevel } from './load-level.ts';

/** How a server feels, as of its last beat. Times are of the last ten seconds, percentiles the 99th. */
export interface ServerLoad {
  readonly level: LoadLevel;
  readonly loopDelayMs: number;
  readonly storeMs: number;
  /** A second. */
  readonly statements: number;
  /** Requests that wait for a connection to the store. */
  readonly poolWaiting: number;
  readonly claimMs: number | undefined;
  /** How late schedules fired. */
  readonly latenessMs: number | undefined;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Of one core: 1 is all of it. */
  readonly cpu: number;
  /** Streams of workers. */
  readonly workers: number;
  /** Its own clock less the store's; decides nothing. */
  readonly clockOffMs: number;
  /** Of the file system that holds its data directory. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | undefined;
}

export interface ServerRecord {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly roles: readonly string[];
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** It said that it would stop. */
  readonly stoppedAt: Date | undefined;
  /** Ids of the master keys of secrets that it has, the newest first. */
  readonly masterKeys: readonly string[];
  readonly load: ServerLoad | undefined;
}

export interface DutyTerm {
  readonly term: number;
  /** A server's id. */
  readonly owner: string;
  readonly since: Date;
}

export interface DutyRecord {
  readonly name: string;
  /** In the past: nobody leads. */
  readonly expiresAt: Date;
  /** The newest first; the first is the present one. */
  readonly terms: readonly DutyTerm[];
}

export interface StoreFacts {
  readonly version: string;
  readonly isReadOnly: boolean;
  /** What happened to it that nobody has confirmed yet. */
  readonly incidents: readonly Incident[];
  /** Of those that acknowledged work rests on, the ones that are off. */
  readonly settingsOff: readonly string[];
  readonly maxConnections: number;
  readonly connections: number;
  readonly sizeBytes: number;
  /** The oldest transaction or slot that keeps old rows from being removed. */
  readonly xmin: { readonly forMs: number; readonly holder: string } | undefined;
  /** Until when history has partitions; undefined: there are none. */
  readonly partitionsUntil: Date | undefined;
  /** Ids of the master keys that secrets are wrapped with. */
  readonly masterKeys: readonly string[];
}

export interface ConsumerFacts {
  readonly name: string;
  /** Events that it was not told of yet; counted up to a bound. */
  readonly behind: number;
  readonly oldestAt: Date | undefined;
}

/** What should have moved by itself and did not: some of each, oldest first. */
export interface Standstills {
  /** Task runs whose time has long come. */
  readonly overdue: readonly string[];
  /** Attempts of workers that have long been gone. */
  readonly abandoned: readonly string[];
  /** Runs of which nothing can ever move. */
  readonly stuckRuns: readonly string[];
  /** Places in limits that nobody holds. */
  readonly leakedSlots: number;
}

export interface NamedSchedule {
  readonly project: string;
  readonly workflow: string;
  readonly name: string;
  readonly error: string | undefined;
  readonly errorSaid?: SaidText | undefined;
}

export interface ScheduleFacts {
  /** Without a next time. */
  readonly unplanned: readonly NamedSchedule[];
  readonly overdue: readonly NamedSchedule[];
  readonly quarantined: readonly NamedSchedule[];
}

export interface ExpiringToken {
  readonly name: string;
  readonly kind: string;
  readonly expiresAt: Date;
}

/** A channel of alerts that is tried now and then only, because it refused so many notices in a row. */
export interface RefusingChannel {
  readonly project: string;
  readonly name: string;
  /** What it answered last. */
  readonly error: string;
}

export interface HealingRecord {
  readonly id: number;
  readonly at: Date;
  readonly kind: HealingKind;
  readonly object: string | undefined;
  readonly count: number;
  /** Id of the server that did it. */
  readonly server: string;
}

export interface PlatformFacts {
  /** By the store's clock. */
  readonly now: Date;
  readonly servers: readonly ServerRecord[];
  readonly duties: readonly DutyRecord[];
  readonly store: StoreFacts;
  readonly consumers: readonly ConsumerFacts[];
  readonly standstills: Standstills;
  readonly schedules: ScheduleFacts;
  readonly channels: readonly RefusingChannel[];
  readonly workers: readonly WorkerRecord[];
  readonly fleet: readonly FleetWorker[];
  readonly backlogs: readonly LaneBacklog[];
  readonly tokens: readonly ExpiringToken[];
}

/** Beats of a server that may be missed before it counts as silent. */
export const SERVER_BEAT_MS = 5_000;
const SILENT_AFTER_MS = 3 * SERVER_BEAT_MS;

export type ServerState = 'up' | 'silent' | 'stopped';
export function serverState({ stoppedAt, seenAt }: ServerRecord, now: Date): ServerState {
  if (stoppedAt) return 'stopped';
  return now.getTime() - seenAt.getTime() > SILENT_AFTER_MS ? 'silent' : 'up';
}
