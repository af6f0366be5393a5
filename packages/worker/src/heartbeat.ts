/**
 * The beat that renews the session's lease, and the ladder a worker climbs when nobody answers it
 * (GUARANTEES 6.2, 6.4, 6.5). It is driven by the loop that does the work: a stalled worker looks stalled,
 * and one that wakes from a long freeze climbs the ladder before it reads anything from the network.
 */
import type { Heartbeat, HeartbeatAck, Welcome } from '@carillon/protocol/grpc';

const FULL_EVERY = 5;
/** How long a store that is away keeps attempts running; afterwards nobody can tell who owns them. */
const STORE_AWAY_LIMIT_MS = 600_000;

/** `hold`: start nothing, TERM. `cut`: KILL. */
export type LeaseView = 'sure' | 'hold' | 'cut';

/** What a task says of the lease of its attempts. */
export interface LeaseTerms {
  /** Longer than that of the session. */
  readonly leaseMs?: number;
  /** A store that is away does not keep it running. */
  readonly exclusive?: boolean;
}

export interface BeatParts {
  send(beat: Heartbeat): void;
  describe(full: boolean): Pick<Heartbeat, 'busy' | 'live' | 'draining' | 'diskFull'>;
}

export interface Beat {
  /** A stream is up; its first beat is due at once and lists everything. */
  connected(welcome: Welcome, helloAt: number): void;
  disconnected(): void;
  /** The next tick beats, whatever the time. */
  hurry(): void;
  acknowledged(ack: HeartbeatAck): void;
  /** A server that cannot greet this worker says that the store is away. */
  storeAway(elapsed: number): void;
  /** Beats when it is time to, and says how the session stands. */
  tick(elapsed: number): LeaseView;
  /** How an attempt stood at the last tick: as the session does, where its task asks for nothing else. */
  viewOf(terms: LeaseTerms): LeaseView;
}

export function createBeat({ send, describe }: BeatParts): Beat {
  let limits: Welcome | undefined;
  let up = false;
  let seq = 0n;
  let beatsOnStream = 0;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  /** When the newest beat was sent that a server has answered: the lease counts from there, not from the answer. */
  let renewedAt = 0;
  /** When the newest beat was sent that has renewed the lease; a store that is away renews none. */
  let leasedAt = 0;
  let now = 0;
  let awaySince: number | undefined;
  let sentAt = new Map<bigint, number>();

  return {
    connected(welcome, helloAt) {
      limits = welcome;
      up = true;
      renewedAt = Math.max(renewedAt, helloAt);
      leasedAt = Math.max(leasedAt, helloAt);
      awaySince = undefined;
      sentAt = new Map();
      beatsOnStream = 0;
      lastSentAt = Number.NEGATIVE_INFINITY;
    },
    disconnected() {
      up = false;
    },
    hurry() {
      lastSentAt = Number.NEGATIVE_INFINITY;
    },
    acknowledged({ seq: answered, storeAway }) {
      const at = sentAt.get(answered);
      if (at === undefined) return;
      for (const number of sentAt.keys()) if (number <= answered) sentAt.delete(number);
      awaySince = storeAway ? (awaySince ?? at) : undefined;
      if (!storeAway) leasedAt = at;
      if (awaySince === undefined || at - awaySince <= STORE_AWAY_LIMIT_MS) renewedAt = at;
    },
    storeAway(elapsed) {
      awaySince ??= elapsed;
      if (elapsed - awaySince <= STORE_AWAY_LIMIT_MS) renewedAt = elapsed;
    },
    tick(elapsed) {
      now = elapsed;
      if (!limits) return 'sure';
      if (up && elapsed - lastSentAt >= limits.heartbeatMs) {
        const full = beatsOnStream++ % FULL_EVERY === 0;
        seq += 1n;
        lastSentAt = elapsed;
        sentAt.set(seq, elapsed);
        send({ seq, full, ...describe(full) });
      }
      return viewOf({});
    },
    viewOf,
  };

  function viewOf({ leaseMs = 0, exclusive = false }: LeaseTerms): LeaseView {
    if (!limits) return 'sure';
    const silentMs = now - (exclusive ? leasedAt : renewedAt);
    // It stops so long before its lease ends as the session's attempts do.
    const moreMs = Math.max(0, leaseMs - limits.leaseMs);
    if (silentMs >= limits.selfStopKillMs + moreMs) return 'cut';
    return silentMs >= limits.selfStopTermMs + moreMs ? 'hold' : 'sure';
  }
}
