/**
 * Keeps loops that have nothing to do from asking for it: those of one node share one answer, as they step at about
 * the same times. Whoever is woken goes without asking.
 */
import type { EngineStore, Pulse } from '@carillon/core';
import { host } from '@carillon/runtime';

/** What has come up meanwhile is seen a step later: it must be rare. Loops that wait for one answer go on at one time. */
const FRESH_MS = 100;

export type LookAtPulse = (what: keyof Pulse) => () => Promise<boolean>;

export function createPulse(store: Pick<EngineStore, 'pulse'>): LookAtPulse {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Pulse> | undefined;

  const look = (): Promise<Pulse> => {
    const now = host.monotonic();
    if (answer === undefined || now - askedAt >= FRESH_MS) {
      askedAt = now;
      answer = store.pulse();
      // A store that is away tells nobody anything: the next one asks again.
      answer.catch(() => {
        answer = undefined;
      });
    }
    return answer;
  };
  return (what) => async () => (await look())[what];
}
