/** What came of one fault. */
export interface Played {
  /** From its healing until the platform works as before. */
  readonly ms: number;
  readonly violations: readonly string[];
  /** Requests that were answered with success while it lasted. */
  readonly acknowledged: number;
}
