/** What tasks of type `approval` ask people, and what these answer. */
import type { JsonObject, Param } from '../definition/document.ts';
import type { Page } from './catalog.ts';
import type { Scope, TenantScope } from './scope.ts';

/** `expired`: nobody answered in time, or the task ended without an answer; it counts as rejected. */
export const APPROVAL_STATES = ['open', 'approved', 'rejected', 'expired'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

interface Question {
  readonly runId: string;
  readonly taskNo: number;
  readonly task: string;
  readonly title: string | undefined;
  readonly message: string | undefined;
  /** What the answer to an approval must be; its values become the outputs of the task. */
  readonly params: Readonly<Record<string, Param>>;
}

export interface ApprovalRequest extends Question {
  readonly id: string;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly expiresMs: number;
}

export interface ApprovalAnswer {
  readonly state: Extract<ApprovalState, 'approved' | 'rejected'>;
  readonly actor: string;
  readonly comment?: string;
  readonly input: JsonObject;
}

export interface ApprovalRecord extends Question {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly state: ApprovalState;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  readonly answeredAt: Date | undefined;
  readonly actor: string | undefined;
  readonly comment: string | undefined;
  readonly input: JsonObject | undefined;
}

/** What an approval has come to, for the task that waits for it. */
export type Settled = Pick<ApprovalRecord, 'state' | 'actor' | 'comment' | 'input'>;

/** The engine's side. The row is made before its task waits, and answered before that ends: a crash between loses neither. */
export interface ApprovalEngineStore {
  /** Its id: that of the open one of the task run, if it was asked before. */
  requestApproval(request: ApprovalRequest): Promise<string>;
  /** Expires it when its time has come, or when told that it is over. Undefined: it was never asked. */
  settleApproval(runId: string, taskNo: number, over: boolean): Promise<Settled | undefined>;
  /** False when it is not open, or its task does not wait any more. */
  answerApproval(tenant: TenantScope, id: string, answer: ApprovalAnswer): Promise<boolean>;
}

export interface ApprovalFilter {
  readonly limit: number;
  readonly cursor?: string;
  readonly project?: string;
  readonly runId?: string;
  readonly states?: readonly ApprovalState[];
}

export interface ApprovalStore {
  approvals(
    place: TenantScope & { readonly environmentKey: number },
    filter: ApprovalFilter,
  ): Promise<Page<ApprovalRecord>>;
  approval(tenant: TenantScope, id: string): Promise<ApprovalRecord | undefined>;
}
