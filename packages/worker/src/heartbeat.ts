/**
 * The beat that renews the session's lease, and the ladder a worker climbs when nobody answers it
 * (GUARANTEES 6.2, 6.4, 6.5). It is driven by the loop that does the work: a stalled worker looks stalled,
 * and one that wakes from a long freeze climbs the ladder before it reads anything from the network.
 */
import type { Heartbeat, HeartbeatAck, Welcome } from '@carillon/protocol/grpc';

const FULL_EVERY = 5;
/** How long a store that is away keeps attempts running; afterwards nobody can tell who owns them. */
const STORE_AWAY_LIMIT_MS = 600_000;

/** `hold`: start nothing, TERM everything. `cut`: KILL. */
export type LeaseView = 'sure' | 'hold' | 'cut';

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
  tick(elapsed: number): LeaseView;
}

export function createBeat({ send, describe }: BeatParts): Beat {
  let limits: Welcome | undefined;
  let up = false;
  let seq = 0n;
  let beatsOnStream = 0;
  let lastSentAt = Number.NEGATIVE_INFINITY;
  /** When the newest beat was sent that a server has answered: the lease counts from there, not from the answer. */
  let renewedAt = 0;
  let awaySince: number | undefined;
  let sentAt = new Map<bigint, number>();

  return {
    connected(welcome, helloAt) {
      limits = welcome;
      up = true;
      renewedAt = Math.max(renewedAt, helloAt);
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
      if (awaySince === undefined || at - awaySince <= STORE_AWAY_LIMIT_MS) renewedAt = at;
    },
    storeAway(elapsed) {
      awaySince ??= elapsed;
      if (elapsed - awaySince <= STORE_AWAY_LIMIT_MS) renewedAt = elapsed;
    },
    tick(elapsed) {
      if (!limits) return 'sure';
      const silentMs = elapsed - renewedAt;
      if (up && elapsed - lastSentAt >= limits.heartbeatMs) {
        const full = beatsOnStream++ % FULL_EVERY === 0;
        seq += 1n;
        lastSentAt = elapsed;
        sentAt.set(seq, elapsed);
        send({ seq, full, ...describe(full) });
      }
      return silentMs >= limits.selfStopKillMs ? 'cut' : silentMs >= limits.selfStopTermMs ? 'hold' : 'sure';
    },
  };
}
