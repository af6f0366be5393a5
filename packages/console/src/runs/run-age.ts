/** How old the runs of a list may be, in milliseconds. */
const HOUR_MS = 3_600_000;
const AGES_MS = {
  '1h': HOUR_MS,
  '12h': 12 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 168 * HOUR_MS,
  '30d': 720 * HOUR_MS,
} as const;

export type RunAge = keyof typeof AGES_MS;
export const RUN_AGES = Object.keys(AGES_MS) as readonly RunAge[];

/** The instant before which runs are too old, as the server takes it. */
export const notBefore = (age: RunAge): string => new Date(Date.now() - AGES_MS[age]).toISOString();
