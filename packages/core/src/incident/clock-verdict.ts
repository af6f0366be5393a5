/**
 * When a step of the store's clock is to be believed (GUARANTEES 2.4). Firing and reaping rest until most servers' own
 * clocks agree with the store's again, or somebody confirms it; fewer than three servers can tell nobody who is right,
 * so there it is only said.
 */

/** A smaller step is followed at once. */
export const BORNE_STEP_MS = 30_000;
/** A server whose clock is further away does not agree. */
export const AGREEING_MS = 2_000;
/** Of fewer no majority says anything. */
export const FEWEST_JUDGES = 3;

/** A step that nobody has settled yet. */
export interface OpenClockStep {
  readonly stepMs: number;
  /** Servers that were up when it was noticed. */
  readonly servers: number;
  /** Those that have looked since. */
  readonly witnesses: number;
  /** Those of them whose own clock agrees with the store's. */
  readonly agreeing: number;
}

export type ClockVerdict = 'agreed' | 'told' | 'halted';

export function clockVerdict({ servers, witnesses, agreeing }: OpenClockStep): ClockVerdict {
  const judges = Math.max(servers, witnesses);
  if (agreeing * 2 > judges) return 'agreed';
  return judges < FEWEST_JUDGES ? 'told' : 'halted';
}
