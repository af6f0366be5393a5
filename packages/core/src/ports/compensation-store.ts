import type { CompensationEnd } from '../dag/compensation.ts';
import type { Reason } from '../run/states.ts';

/** The engine's side of the store for undoing what a run did. Asked only of runs that do not end as success. */
export interface CompensationStore {
  /**
   * Of these task runs, the last to end first, by the order of commits; none where whoever stopped the run wants nothing
   * undone.
   */
  compensationEnds(
    runId: string,
    tasks: readonly { readonly taskNo: number; readonly task: string }[],
  ): Promise<readonly CompensationEnd[]>;
  /** A compensation failed: the run ends as failed because of it, whatever it was to end as. */
  failCompensation(runId: string, reason: Reason): Promise<void>;
}
