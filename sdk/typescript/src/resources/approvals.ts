import type { Approval, Approve, PageOf, Reject } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

export interface ApprovalFilter extends PageRequest {
  readonly project?: string | undefined;
  readonly run?: string | undefined;
  readonly state?: readonly string[] | undefined;
}

export interface Approvals {
  list(filter?: ApprovalFilter): Promise<PageOf<Approval>>;
  get(id: string): Promise<Approval>;
  /** Lets the task go on; the input becomes its outputs. */
  approve(id: string, answer?: Approve): Promise<Approval>;
  /** Fails the task. */
  reject(id: string, answer?: Reject): Promise<Approval>;
}

export function createApprovals({ json }: Transport): Approvals {
  return {
    list: (filter = {}) => json({ path: '/approvals', query: { ...filter } }),
    get: (id) => json({ path: path`/approvals/${id}` }),
    approve: (id, body = {}) => json({ method: 'POST', path: path`/approvals/${id}/approve`, body }),
    reject: (id, body = {}) => json({ method: 'POST', path: path`/approvals/${id}/reject`, body }),
  };
}
