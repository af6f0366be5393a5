/** What callers may do with runs. Carried out by the engine where it runs in this process, by the store else. */
import type { JsonObject } from '../definition/document.ts';
import type { Reason } from '../run/states.ts';
import type { Scope, TenantScope } from './scope.ts';

export interface StartRequest {
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  /** Resolved and validated against the version's parameter declarations. */
  readonly params: JsonObject;
  readonly logicalTime: Date | undefined;
  readonly triggerKind: string;
  readonly actor: string;
  readonly priority?: number;
  /** The finished run that this one runs again. */
  readonly rerunOf?: string;
  readonly idempotency?: {
    readonly principal: string;
    readonly route: string;
    readonly key: string;
    readonly bodyHash: Uint8Array;
  };
}

export type StartResult =
  | { readonly kind: 'started'; readonly runId: string }
  /** The idempotency key was used before with the same body: the run it made then. */
  | { readonly kind: 'replayed'; readonly runId: string }
  /** The idempotency key was used before with another body. */
  | { readonly kind: 'key_reused' };

export interface RunStarter {
  /** Durable when it resolves (G2). */
  start(request: StartRequest): Promise<StartResult>;
  /** One statement for many runs of one version; at most 1 000. Queued, never leased directly. */
  startMany(requests: readonly StartRequest[]): Promise<readonly StartResult[]>;
}

export type StopResult = 'stopping' | 'already_final' | 'not_found';

export interface RunController {
  stop(scope: TenantScope, runId: string, by: { readonly actor: string; readonly reason: Reason }): Promise<StopResult>;
}
