/**
 * What there is to do for loops that mostly have nothing to do: one question a second instead of one for each of their
 * statements. False only where a step of theirs would find nothing.
 */
export interface Pulse {
  /** A backfill is open, or a date of one runs. */
  readonly backfills: boolean;
  /** A command for many runs is being carried out. */
  readonly bulks: boolean;
  /** A run is held: by the run before it, by its turn in catching up, by limits. */
  readonly holds: boolean;
  /** Something waits for limits, or is about to, or a window of starts closes. */
  readonly limits: boolean;
  /** A promise of a run is due. */
  readonly promises: boolean;
  /** A schedule waits for the end of a run, or is to be looked at anew. */
  readonly schedules: boolean;
}
