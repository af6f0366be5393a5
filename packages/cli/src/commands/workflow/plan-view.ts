/** A command for many workflows, and what it does to each. */
import type { WorkflowPlan, WorkflowPlanItem } from '@carillon/sdk';
import type { View } from '../../output/view.ts';

export const workflowPlanItemView: View<WorkflowPlanItem> = {
  id: ({ project, name }) => `${project}/${name}`,
  name: ({ project, name }) => `${project}/${name}`,
  columns: [
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'version', value: ({ version }) => version },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'run', value: ({ runId }) => runId },
    { name: 'reason', value: ({ reason }) => reason?.message },
  ],
};

export const workflowPlanView: View<WorkflowPlan> = {
  id: ({ id }) => id,
  name: ({ id }) => `plan/${id}`,
  columns: [
    { name: 'id', value: ({ id }) => id },
    { name: 'action', value: ({ action }) => action },
    { name: 'planned', value: ({ totals }) => totals.planned },
    { name: 'done', value: ({ totals }) => totals.done },
    { name: 'failed', value: ({ totals }) => totals.failed },
    { name: 'skipped', value: ({ totals }) => totals.skipped },
    { name: 'created', kind: 'time', value: ({ createdAt }) => createdAt },
    { name: 'expires', kind: 'time', value: ({ expiresAt, appliedAt }) => (appliedAt ? undefined : expiresAt) },
    { name: 'actor', isWide: true, value: ({ actor }) => actor },
  ],
};
