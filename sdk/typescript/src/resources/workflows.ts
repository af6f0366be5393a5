import type { PageOf, Workflow, WorkflowVersion } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface WorkflowFilter {
  readonly project?: string | undefined;
  /** Part of the name or title. */
  readonly text?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface WorkflowName {
  /** `default` when absent. */
  readonly project?: string | undefined;
  readonly name: string;
}

export interface Workflows {
  list(filter?: WorkflowFilter): Promise<PageOf<Workflow>>;
  get(workflow: WorkflowName): Promise<Workflow>;
  /** All versions, newest first. */
  versions(workflow: WorkflowName): Promise<PageOf<WorkflowVersion>>;
  version(workflow: WorkflowName & { readonly number: number }): Promise<WorkflowVersion>;
}

export function createWorkflows({ json }: Transport): Workflows {
  const base = ({ project = 'default', name }: WorkflowName) => path`/workflows/${project}/${name}`;
  return {
    list: (filter = {}) => json({ path: '/workflows', query: { ...filter } }),
    get: (workflow) => json({ path: base(workflow) }),
    versions: (workflow) => json({ path: `${base(workflow)}/versions` }),
    version: ({ number, ...workflow }) => json({ path: base(workflow) + path`/versions/${number}` }),
  };
}
