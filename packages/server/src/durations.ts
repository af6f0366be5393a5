/**
 * The durations that the promises rest on, and how they must relate (GUARANTEES 16): a worker has ended what it runs before
 * its lease is over, a leader has stepped down before another can take its duty. A server that is told otherwise refuses
 * to start.
 */
import type { LeaderTimes } from '@carillon/runtime';
import type { LeaseTimes } from '@carillon/scheduler';

export interface Durations {
  readonly heartbeat: number;
  readonly selfStopTerm: number;
  readonly selfStopKill: number;
  readonly lease: number;
  readonly leaderRenew: number;
  readonly leaderStepDown: number;
  readonly leaderTtl: number;
  readonly statementTimeout: number;
}

export const leaseTimes = ({ lease, heartbeat, selfStopTerm, selfStopKill }: Durations): LeaseTimes => ({
  leaseMs: lease,
  heartbeatMs: heartbeat,
  selfStopTermMs: selfStopTerm,
  selfStopKillMs: selfStopKill,
});

export const leaderTimes = ({ leaderTtl, leaderRenew, leaderStepDown }: Durations): LeaderTimes => ({
  ttlMs: leaderTtl,
  renewMs: leaderRenew,
  stepDownMs: leaderStepDown,
});

/** From the kill of an attempt until nothing of it is left, at most. */
const END_MS = 2_000;
/** Both ends of a worker's stream ask after 5 s of silence and wait 3 s for the answer. */
const SILENCE_NOTICED_MS = 8_000;

const NAMES: Readonly<Record<keyof Durations, string>> = {
  heartbeat: 'CARILLON_HEARTBEAT',
  selfStopTerm: 'CARILLON_SELF_STOP_TERM',
  selfStopKill: 'CARILLON_SELF_STOP_KILL',
  lease: 'CARILLON_LEASE',
  leaderRenew: 'CARILLON_LEADER_RENEW',
  leaderStepDown: 'CARILLON_LEADER_STEP_DOWN',
  leaderTtl: 'CARILLON_LEADER_TTL',
  statementTimeout: 'CARILLON_STATEMENT_TIMEOUT',
};

interface Relation {
  readonly lesser: keyof Durations;
  readonly greater: keyof Durations;
  /** The most that the lesser may be. */
  readonly atMost: (greater: number) => number;
  readonly because: string;
}

const RELATIONS: readonly Relation[] = [
  {
    lesser: 'heartbeat',
    greater: 'selfStopTerm',
    atMost: (term) => Math.floor(term / 2),
    because: 'one lost beat must not stop what a worker runs',
  },
  {
    lesser: 'selfStopTerm',
    greater: 'selfStopKill',
    atMost: (kill) => kill - 1,
    because: 'TERM comes before the kill',
  },
  {
    lesser: 'selfStopKill',
    greater: 'lease',
    atMost: (lease) => lease - END_MS,
    because: 'a worker that is cut off must have ended what it runs, for which it has 2 s, before it is given away',
  },
  {
    lesser: 'statementTimeout',
    greater: 'lease',
    atMost: (lease) => lease - 1,
    because: 'a statement that waits must be given up before the leases it would have moved are over',
  },
  {
    lesser: 'leaderRenew',
    greater: 'leaderTtl',
    atMost: (ttl) => Math.floor(ttl / 3),
    because: 'a leader must have three tries before it is replaced',
  },
  {
    lesser: 'leaderStepDown',
    greater: 'leaderTtl',
    atMost: (ttl) => Math.floor((ttl * 2) / 3),
    because: 'a leader must have stepped down well before another can take over',
  },
  {
    lesser: 'leaderRenew',
    greater: 'leaderStepDown',
    atMost: (stepDown) => stepDown - 1,
    because: 'a leader that renews in time must not step down',
  },
];

type Rule = (durations: Durations) => string | undefined;

/** Each gives the sentence that says what is wrong, and how it is mended. */
export const DURATION_RULES: readonly Rule[] = [
  ...RELATIONS.map(
    ({ lesser, greater, atMost, because }): Rule =>
      (durations) => {
        const most = atMost(durations[greater]);
        if (durations[lesser] <= most) return undefined;
        return (
          `${NAMES[lesser]}: ${durations[lesser]}ms is too long beside ${NAMES[greater]} of ${durations[greater]}ms, since ${because}; ` +
          `make ${NAMES[lesser]} ${Math.max(0, most)}ms or less, or ${NAMES[greater]} longer`
        );
      },
  ),
  ({ selfStopTerm }) =>
    selfStopTerm > SILENCE_NOTICED_MS
      ? undefined
      : `${NAMES.selfStopTerm}: ${selfStopTerm}ms is too short, since a worker notices a dead connection after ${SILENCE_NOTICED_MS}ms ` +
        `and must have tried another server before it stops; make it longer than that, and ${NAMES.lease} with it`,
];
