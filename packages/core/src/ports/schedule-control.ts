/** What people do with a schedule beside editing it. Its documents stay as they are: this is state beside them. */
import type { JsonObject } from '../definition/document.ts';
import type { PauseRequest } from './pause.ts';
import type { TenantScope } from './scope.ts';

export type ScheduleChange =
  | 'changed'
  /** It was like this already. */
  | 'unchanged'
  /** It has nothing more to fire. */
  | 'ended'
  | 'not_found';

export type FireResult =
  | { readonly kind: 'started'; readonly runId: string }
  /** The idempotency key was used before with the same body: the run it made then. */
  | { readonly kind: 'replayed'; readonly runId: string }
  | { readonly kind: 'key_reused' }
  /** The schedule's parameters and those given do not fit the workflow. */
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'not_found' };

export interface ScheduleControl {
  /**
   * Nothing fires until it is resumed. Pausing what is paused changes who, why and until when.
   * `resumeAt`: it is resumed by itself then, without catching up.
   */
  pause(scope: TenantScope, scheduleId: string, by: PauseRequest): Promise<ScheduleChange>;
  /**
   * The times since the pause become one `paused` entry of the ledger; with `catchUp` they are missed times
   * instead, with which the misfire policy deals. Also gives a quarantined schedule another chance.
   */
  resume(
    scope: TenantScope,
    scheduleId: string,
    by: { readonly actor: string; readonly catchUp?: boolean },
  ): Promise<ScheduleChange>;
  /**
   * Starts a run now with the schedule's parameters, those given on top. A manual run: it has no logical time,
   * the ledger does not know it, and the overlap policy neither counts nor stops it.
   */
  fire(
    scope: TenantScope,
    scheduleId: string,
    by: {
      readonly actor: string;
      readonly params?: JsonObject;
      readonly idempotency?: {
        readonly principal: string;
        readonly route: string;
        readonly key: string;
        readonly bodyHash: Uint8Array;
      };
    },
  ): Promise<FireResult>;
  /**
   * All schedules of a workflow rest; their own state stays. For one that is paused already as {@link pause}, or with
   * `keepsPause` it stays paused as it is.
   */
  pauseWorkflow(
    scope: TenantScope,
    at: WorkflowPlace,
    by: PauseRequest & { readonly keepsPause?: boolean },
  ): Promise<ScheduleChange>;
  /** As {@link resume} for each of them. */
  resumeWorkflow(
    scope: TenantScope,
    at: WorkflowPlace,
    by: { readonly actor: string; readonly catchUp?: boolean },
  ): Promise<ScheduleChange>;
}

export interface WorkflowPlace {
  readonly workflowKey: number;
  readonly environmentKey: number;
}
