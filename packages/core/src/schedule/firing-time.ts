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

/** A logical time of a pattern. */
export interface PlannedTime {
  /** Milliseconds since the Unix epoch, as every time here. */
  readonly at: number;
  readonly notes: readonly FiringNote[];
}

/** One that a calendar has let through. */
export interface CalendarTime extends PlannedTime {
  /** Which data is missing to say whether it fires: it is held. */
  readonly unknown?: string;
}

export interface FiringTime extends PlannedTime {
  /** The logical time and its jitter. */
  readonly startAt: number;
  readonly held?: Hold;
}

export interface Hold {
  /** The end of a freeze window; Infinity where a calendar has no data for the year. */
  readonly until: number;
  readonly reason?: string;
}

/** Logical times in order. */
export interface Timeline {
  /** The first after an instant; undefined where there is none. Never looks without bound. */
  next(after: number): CalendarTime | undefined;
}
