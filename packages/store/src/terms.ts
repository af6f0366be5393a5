/** Leases of leaders, and the coordinator that is there when no other is configured. */
import type { Coordinator, TermStore } from '@carillon/core';
import type pg from 'pg';
import { rowsOf } from './engine/rows.ts';
import { endLease, takeLease } from './sql/maintain.ts';

export function createTerms(pool: pg.Pool): TermStore {
  return {
    async lease(duty, owner, ttlMs) {
      const [row] = await rowsOf(pool, takeLease, [duty, owner, ttlMs]);
      return row?.[0] as number | undefined;
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
