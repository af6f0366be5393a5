/** Whether a dataset is as new as its document wants it. */
import { durationMs } from './units.ts';

/** `updated`: nobody has said how old it may become. */
export const FRESHNESS = ['never', 'updated', 'fresh', 'stale'] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** @param fresh how old its newest update may become, as it is written */
export function freshnessOf(updatedAt: Date | undefined, fresh: string | undefined, now: number): Freshness {
  if (!updatedAt) return 'never';
  const mostMs = durationMs(fresh);
  if (mostMs === undefined) return 'updated';
  return now - updatedAt.getTime() > mostMs ? 'stale' : 'fresh';
}
