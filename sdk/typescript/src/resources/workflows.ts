import type { PageOf, Workflow, WorkflowVersion } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface WorkflowFilter extends PageRequest {
  readonly project?: string | undefined;
  /** Part of the name or title. */
  readonly text?: string | undefined;
}

export interface WorkflowName {
  /** `default` when absent. */
  readonly project?: string | undefined;
  readonly name: string;
}

export interface Workflows {
  list(filter?: WorkflowFilter): Promise<PageOf<Workflow>>;
  get(workflow: WorkflowName): Promise<Workflow>;
  /** Newest first. */
  versions(workflow: WorkflowName, page?: PageRequest): Promise<PageOf<WorkflowVersion>>;
  version(workflow: WorkflowName & { readonly number: number }): Promise<WorkflowVersion>;
}

export function createWorkflows({ json }: Transport): Workflows {
  const base = ({ project = 'default', name }: WorkflowName) => path`/workflows/${project}/${name}`;
  return {
    list: (filter = {}) => json({ path: '/workflows', query: { ...filter } }),
    get: (workflow) => json({ path: base(workflow) }),
    versions: (workflow, page = {}) => json({ path: `${base(workflow)}/versions`, query: { ...page } }),
    version: ({ number, ...workflow }) => json({ path: base(workflow) + path`/versions/${number}` }),
  };
}
