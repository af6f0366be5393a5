import { expect, it } from 'vitest';
import { WORKFLOW_ACTIONS, workflowSkip, type WorkflowStanding } from './bulk-workflows.ts';

const ACTIVE: WorkflowStanding = { lifecycle: 'active', isPaused: false, isScheduled: true };

it.each([
  [ACTIVE, ['pause', 'start']],
  [{ ...ACTIVE, isPaused: true }, ['resume', 'start']],
  [{ ...ACTIVE, isScheduled: false }, ['start']],
  [{ ...ACTIVE, lifecycle: 'frozen' }, ['pause']],
  [{ ...ACTIVE, lifecycle: 'frozen', isPaused: true }, ['resume']],
])('takes of %j what its state allows', (standing, taken) => {
  expect(WORKFLOW_ACTIONS.filter((action) => workflowSkip(action, standing) === undefined)).toEqual(taken);
});
