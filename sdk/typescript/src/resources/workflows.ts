import type {
  ApplyPlan,
  CreateWorkflowPlan,
  PageOf,
  PauseWorkflow,
  ResumeWorkflow,
  Run,
  RunMatrix,
  Workflow,
  WorkflowDates,
  WorkflowFacets,
  WorkflowPlan,
  WorkflowVersion,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface WorkflowFilter extends PageRequest {
  readonly project?: string | undefined;
  /** What the name begins with, or `project/name`. */
  readonly prefix?: string | undefined;
  /** Each word of it in the name, title, owner or a tag. */
  readonly text?: string | undefined;
  readonly owner?: string | undefined;
  readonly tag?: string | undefined;
  /** True: those that are paused by themselves; false: the others. */
  readonly paused?: boolean | undefined;
  readonly lifecycle?: readonly string[] | undefined;
  /** Of its newest run that has ended. */
  readonly lastResult?: 'success' | 'failed' | 'stopped' | undefined;
  /** True: changed in the editor and not published. */
  readonly hasDraft?: boolean | undefined;
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
  /** None of its schedules fires until it is resumed; runs are started by hand as before. */
  pause(workflow: WorkflowName, request?: PauseWorkflow): Promise<Workflow>;
  resume(workflow: WorkflowName, request?: ResumeWorkflow): Promise<Workflow>;
  /** What a command would do to which workflows. Nothing is done; the plan can be applied for an hour. */
  plan(plan: CreateWorkflowPlan): Promise<WorkflowPlan>;
  /** Carries such a plan out. Asked again, it tells what became of each. */
  applyPlan(id: string, confirmation?: ApplyPlan): Promise<WorkflowPlan>;
  /** Owners and tags that workflows have: what lists of them can be filtered by. */
  facets(filter?: { readonly project?: string | undefined }): Promise<WorkflowFacets>;
  /** The newest runs by the states of their tasks. */
  matrix(workflow: WorkflowName, options?: { readonly runs?: number | undefined }): Promise<RunMatrix>;
  /** The run of a logical date: of each of its firings the newest, the last firing first. */
  runsAt(workflow: WorkflowName, date: string): Promise<PageOf<Run>>;
  /** The newest run of each logical date, both ends included, and which dates are without. */
  dates(workflow: WorkflowName, range: { readonly from: string; readonly to: string }): Promise<WorkflowDates['items']>;
}

export function createWorkflows({ json }: Transport): Workflows {
  const base = ({ project = 'default', name }: WorkflowName) => path`/workflows/${project}/${name}`;
  return {
    list: (filter = {}) => json({ path: '/workflows', query: { ...filter } }),
    get: (workflow) => json({ path: base(workflow) }),
    versions: (workflow, page = {}) => json({ path: `${base(workflow)}/versions`, query: { ...page } }),
    version: ({ number, ...workflow }) => json({ path: base(workflow) + path`/versions/${number}` }),
    pause: (workflow, body = {}) => json({ method: 'POST', path: `${base(workflow)}/pause`, body }),
    resume: (workflow, body = {}) => json({ method: 'POST', path: `${base(workflow)}/resume`, body }),
    plan: (body) => json({ method: 'POST', path: '/plans', body }),
    applyPlan: (id, body = {}) => json({ method: 'POST', path: path`/plans/${id}/apply`, body }),
    facets: (filter = {}) => json({ path: '/workflows/facets', query: { ...filter } }),
    matrix: (workflow, options = {}) => json({ path: `${base(workflow)}/matrix`, query: { ...options } }),
    runsAt: (workflow, date) => json({ path: base(workflow) + path`/at/${date}` }),
    dates: async (workflow, range) =>
      (await json<WorkflowDates>({ path: `${base(workflow)}/dates`, query: { ...range } })).items,
  };
}
