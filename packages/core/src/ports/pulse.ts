/** How far ahead somebody looks who asks. */
export interface PulseHorizon {
  /** Schedules due within so long are claimed … */
  readonly lookAheadMs: number;
  /** … for so long. */
  readonly claimMs: number;
  /** Of task runs and runs that wait for a time. */
  readonly dueMs: number;
}

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
  /** A schedule that nobody has claimed fires within the look-ahead. */
  readonly firings: boolean;
  /** What a task run or a run waits for comes within the horizon. */
  readonly due: boolean;
  /** A task run is ready, in whatever lane. */
  readonly ready: boolean;
  /** An attempt is being stopped. */
  readonly stops: boolean;
  /** The newest version of a limit rule; 0 where there is none. */
  readonly limitRules: number;
}
