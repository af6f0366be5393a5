/**
 * Keeps loops that have nothing to do from asking for it: those of one node share one answer, as they step at about
 * the same times. Whoever is woken goes without asking.
 */
import type { EngineStore, Pulse } from '@carillon/core';
import { host } from '@carillon/runtime';
import type { IsNeeded } from './loop.ts';
import { CLAIM_MS, LOOK_AHEAD_MS } from './ticker.ts';
import { POLL_MS } from './timekeeper.ts';

/** What has come up meanwhile is seen a step later: it must be rare. Loops that wait for one answer go on at one time. */
const FRESH_MS = 100;

export interface PulseBoard {
  /** What there is, as of a moment ago. */
  look(): Promise<Pulse>;
  /** For a loop that is needed while there is something of the kind. */
  has(what: { [K in keyof Pulse]: Pulse[K] extends boolean ? K : never }[keyof Pulse]): IsNeeded;
}

export function createPulse(store: Pick<EngineStore, 'pulse'>): PulseBoard {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Pulse> | undefined;

  const look = (): Promise<Pulse> => {
    const now = host.monotonic();
    if (answer === undefined || now - askedAt >= FRESH_MS) {
      askedAt = now;
      answer = store.pulse({ lookAheadMs: LOOK_AHEAD_MS, claimMs: CLAIM_MS, dueMs: POLL_MS + FRESH_MS });
      // A store that is away tells nobody anything: the next one asks again.
      answer.catch(() => {
        answer = undefined;
      });
    }
    return answer;
  };
  return { look, has: (what) => async () => (await look())[what] };
}
