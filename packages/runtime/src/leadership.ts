/**
 * Which duties this node leads. A coordinator chooses who tries, where one is configured; the term in the store is what
 * counts, and what writes are fenced with (GUARANTEES 7.2, 7.4). Renewed each 5 s; without a success for 10 s a leader
 * steps down by its own monotonic clock, before the 15 s are over after which another may begin.
 */
import type { Coordinator, Term, TermStore } from '@carillon/core';
import { host, type Timer } from './host.ts';
import type { Logger } from './logger.ts';

export interface Leadership {
  start(): void;
  /** The term in which this node leads the duty now; undefined: another does, or nobody can tell. */
  lead(duty: string): Promise<Term | undefined>;
  /** Hands everything over; the coordinator stays open. */
  stop(): Promise<void>;
}

export interface LeadershipParts {
  readonly store: TermStore;
  /** Undefined: whoever gets the term. */
  readonly coordinator?: Coordinator | undefined;
  readonly owner: string;
  readonly times?: LeaderTimes | undefined;
  readonly log: Logger;
}

export interface LeaderTimes {
  readonly ttlMs: number;
  readonly renewMs: number;
  readonly stepDownMs: number;
}

export const DEFAULT_LEADER: LeaderTimes = { ttlMs: 15_000, renewMs: 5_000, stepDownMs: 10_000 };

interface Duty {
  term: number | undefined;
  /** When the term was asked for that holds now; monotonic. */
  askedAt: number;
  isAway: boolean;
}

export function createLeadership({
  store,
  coordinator,
  owner,
  times = DEFAULT_LEADER,
  log,
}: LeadershipParts): Leadership {
  const duties = new Map<string, Duty>();
  const inFlight = new Map<string, Promise<void>>();
  let timer: Timer | undefined;

  const ask = async (name: string, duty: Duty): Promise<void> => {
    const askedAt = host.monotonic();
    try {
      const isChosen = coordinator === undefined || (await coordinator.hold(name));
      const term = isChosen ? await store.lease(name, owner, times.ttlMs) : undefined;
      if (term !== duty.term) log.info({ duty: name, term }, term === undefined ? 'leads no more' : 'leads');
      duty.term = term;
      duty.askedAt = askedAt;
      duty.isAway = false;
    } catch (error) {
      if (!duty.isAway) log.warn({ err: error, duty: name }, 'who leads cannot be told; the duty rests');
      duty.isAway = true;
    }
  };

  /** One question at a time for each duty. */
  const renew = (name: string, duty: Duty): Promise<void> => {
    const asking = inFlight.get(name) ?? ask(name, duty).finally(() => inFlight.delete(name));
    inFlight.set(name, asking);
    return asking;
  };

  return {
    start() {
      timer ??= host.every(times.renewMs, () => {
        for (const [name, duty] of duties) void renew(name, duty);
      });
    },
    async lead(name) {
      let duty = duties.get(name);
      if (!duty) {
        duty = { term: undefined, askedAt: Number.NEGATIVE_INFINITY, isAway: false };
        duties.set(name, duty);
        await renew(name, duty);
      }
      const { term, askedAt } = duty;
      return term !== undefined && host.monotonic() - askedAt < times.stepDownMs
        ? { duty: name, owner, term }
        : undefined;
    },
    async stop() {
      timer?.cancel();
      timer = undefined;
      await Promise.all(inFlight.values());
      const held = [...duties].filter(([, { term }]) => term !== undefined);
      duties.clear();
      for (const [name] of held) {
        // What cannot be handed over runs out by itself.
        await store
          .endLease(name, owner)
          .catch((error: unknown) => log.debug({ err: error, duty: name }, 'not handed over'));
        await coordinator
          ?.release(name)
          .catch((error: unknown) => log.debug({ err: error, duty: name }, 'not released'));
      }
    },
  };
}
