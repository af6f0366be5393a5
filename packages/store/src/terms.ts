/** Leases of leaders, and the coordinator that is there when no other is configured. */
import type { Coordinator, TermStore } from '@carillon/core';
import type pg from 'pg';
import { rowsOf } from './engine/rows.ts';
import { endLease, takeLeases } from './sql/maintain.ts';

/** Leases that an owner asks for in one turn: one statement for all of them. */
interface Asked {
  readonly duties: Set<string>;
  readonly terms: Promise<ReadonlyMap<string, number>>;
}

export function createTerms(pool: pg.Pool): TermStore {
  const asked = new Map<string, Asked>();

  const ask = (owner: string, ttlMs: number): Asked => {
    const name = `${owner} ${ttlMs}`;
    const known = asked.get(name);
    if (known) return known;
    const duties = new Set<string>();
    const terms = Promise.resolve().then(async () => {
      asked.delete(name);
      const rows = await rowsOf(pool, takeLeases, [[...duties], owner, ttlMs]);
      return new Map(rows as readonly (readonly [string, number])[]);
    });
    const made = { duties, terms };
    asked.set(name, made);
    return made;
  };

  return {
    async lease(duty, owner, ttlMs) {
      const { duties, terms } = ask(owner, ttlMs);
      duties.add(duty);
      return (await terms).get(duty);
    },
    async endLease(duty, owner) {
      await rowsOf(pool, endLease, [duty, owner]);
    },
  };
}

/** Chosen is who has the lease; the lease is the term, so a server needs nothing beside it. */
export function createLeaseCoordinator(
  terms: TermStore,
  { candidate, ttlMs }: { readonly candidate: string; readonly ttlMs: number },
): Coordinator {
  return {
    hold: async (duty) => (await terms.lease(duty, candidate, ttlMs)) !== undefined,
    release: (duty) => terms.endLease(duty, candidate),
    close: async () => {},
  };
}
