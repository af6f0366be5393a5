/** Somebody let a schedule rest, or all schedules of a workflow. */
export interface PauseRecord {
  readonly since: Date;
  /** Empty: it is not known. */
  readonly actor: string;
  readonly reason?: string;
  /** It is resumed by itself then, without catching up. */
  readonly resumeAt?: Date;
}

/** What a pause is asked with. */
export type PauseRequest = Omit<PauseRecord, 'since'>;
