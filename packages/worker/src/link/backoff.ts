const FIRST_MS = 200;
const CAP_MS = 5_000;

/** Full jitter between 0.2 s and a bound that doubles up to 5 s, so that workers do not come back in step. */
export function reconnectDelayMs(failures: number, random: () => number): number {
  const bound = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return FIRST_MS + random() * (bound - FIRST_MS);
}
