/** What a schedule yields: its logical times, when their runs start, and what moved or holds them. */

export const FIRING_NOTES = [
  'dst_gap',
  'dst_overlap',
  'dst_merged',
  'calendar_shift',
  'jitter',
  'calendar_unknown',
] as const;
export type FiringNote = (typeof FIRING_NOTES)[number];

/** A logical time of a pattern, before calendars, jitter and freeze windows. */
export interface PlannedTime {
  /** Milliseconds since the Unix epoch, as every time here. */
  readonly at: number;
  readonly notes: readonly FiringNote[];
}

export interface FiringTime extends PlannedTime {
  /** The logical time and its jitter. */
  readonly startAt: number;
  /** In a freeze window, or on a day of a calendar without data: then without an end. */
  readonly held?: { readonly until: number; readonly reason?: string };
}

/** Logical times in order. */
export interface Timeline {
  /** The first after an instant; undefined where there is none. Never looks without bound. */
  next(after: number): PlannedTime | undefined;
}
