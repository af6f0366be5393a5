/** What the dialog asks the server for, and the same as a command line. */
import type { CreateWorkflowPlan } from '@carillon/protocol';
import { environmentFlag } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';
import { askedWorkflows, type WorkflowFilterSearch } from './workflow-filter.ts';

export type WorkflowAction = CreateWorkflowPlan['action'];
export const WORKFLOW_ACTIONS: readonly WorkflowAction[] = ['pause', 'resume', 'start'];

interface Wanted {
  readonly of: { readonly chosen: readonly string[] } | { readonly search: WorkflowFilterSearch };
  readonly action: WorkflowAction;
  readonly resumeAt: string | undefined;
  readonly catchUp: boolean;
}

export function workflowPlanRequest(project: string, { of, action, resumeAt, catchUp }: Wanted): CreateWorkflowPlan {
  return {
    kind: 'workflows',
    action,
    filter:
      'chosen' in of
        ? { workflows: of.chosen.map((name) => `${project}/${name}`) }
        : { ...askedWorkflows(of.search), project },
    ...(action === 'pause' && resumeAt !== undefined && { resumeAt }),
    ...(action === 'resume' && catchUp && { catchUp }),
  };
}

export function workflowBulkCommand(
  { action, filter, resumeAt, catchUp }: CreateWorkflowPlan,
  environment: string,
): string {
  const { workflows = [], project, text, owner, tag, paused, lifecycle, lastResult, hasDraft } = filter;
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, shellWord(value)]);
  return [
    `npx carillon workflow bulk ${action}`,
    ...workflows,
    ...option('--project', project),
    environmentFlag(environment),
    ...option('--text', text),
    ...option('--owner', owner),
    ...option('--tag', tag),
    ...(paused ? ['--paused'] : []),
    ...option('--lifecycle', lifecycle?.join(',')),
    ...option('--last-result', lastResult),
    ...(hasDraft ? ['--has-draft'] : []),
    ...option('--until', resumeAt),
    ...(catchUp ? ['--catch-up'] : []),
  ].join(' ');
}
