/** Plans for many workflows: frozen when they are made, carried out once, and kept with what became of each. */
import type { WorkflowAction, WorkflowSkip } from '../bulk/bulk-workflows.ts';
import type { JsonObject } from '../definition/document.ts';
import type { TenantScope } from './scope.ts';

export interface WorkflowPlan {
  readonly action: WorkflowAction;
  readonly environment: string;
  readonly environmentKey: number;
  /** As it was asked for, to be shown. */
  readonly filter: JsonObject;
  /** Of a pause: RFC 3339, it is resumed by itself then. */
  readonly resumeAt?: string;
  /** Of a resumption: what was paused is missed, not left out. */
  readonly catchUp?: boolean;
  readonly items: readonly WorkflowPlanItem[];
}

export interface WorkflowPlanItem {
  readonly project: string;
  readonly name: string;
  readonly workflowKey: number;
  /** That was live when the plan was made. */
  readonly version: number;
  readonly skip?: WorkflowSkip;
  /** Once the plan was carried out. */
  readonly result?: WorkflowPlanResult;
}

export interface WorkflowPlanResult {
  readonly state: 'done' | 'failed' | 'skipped';
  /** A code why it was left out after all, or a sentence why it failed. */
  readonly reason?: string;
  /** That was started. */
  readonly runId?: string;
}

export interface WorkflowPlanRecord extends WorkflowPlan {
  readonly id: string;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly appliedAt: Date | undefined;
}

export interface WorkflowPlanStore {
  add(tenant: TenantScope, plan: WorkflowPlan, actor: string): Promise<string>;
  get(tenant: TenantScope, id: string): Promise<WorkflowPlanRecord | undefined>;
  /** Keeps the results of who is first. */
  settle(tenant: TenantScope, id: string, items: readonly WorkflowPlanItem[]): Promise<void>;
}
