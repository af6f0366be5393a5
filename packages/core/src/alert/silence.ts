/** A silence: the causes that were known when it was made are not told of until it ends. It always ends. */
const DAY_MS = 86_400_000;
export const MAX_SILENCE_MS = 30 * DAY_MS;
/** So many times as often as usual is worse. */
export const WORSE = 3;

/** What a silence means to one cause. */
export interface CauseSilence {
  readonly silenceKey: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly unlessWorse: boolean;
  /** Failures a day before it was made. */
  readonly usual: number;
  /** Of the silence, the first is 0. */
  readonly day: number;
  /** Of that day. */
  readonly failures: number;
  readonly muted: number;
  /** The cause got worse: the silence is over, for all its causes. */
  readonly isBroken: boolean;
}

export const isSilencing = ({ createdAt, expiresAt, isBroken }: CauseSilence, at: Date): boolean =>
  !isBroken && at >= createdAt && at < expiresAt;

/** One failure more. Less than one a day counts as one: a rare failure that comes twice is not an emergency. */
export function countFailure(silence: CauseSilence, at: Date): CauseSilence {
  if (!isSilencing(silence, at)) return silence;
  const day = Math.floor((at.getTime() - silence.createdAt.getTime()) / DAY_MS);
  const failures = (day === silence.day ? silence.failures : 0) + 1;
  const isBroken = silence.unlessWorse && failures > WORSE * Math.max(1, silence.usual);
  return { ...silence, day, failures, isBroken };
}
