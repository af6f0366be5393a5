/** What a rule is for: the project, a workflow of it, or `workflow/task`. */
import type { RemoveAlertRule } from '@carillon/sdk';

export function ruleScopeOf(scope: string | undefined, project: string): RemoveAlertRule {
  const [workflow, task] = (scope ?? '').split('/', 2);
  return { project, ...(workflow && { workflow }), ...(task && { task }) };
}
