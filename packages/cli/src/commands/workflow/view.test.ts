import type { Workflow } from '@carillon/sdk';
import { expect, it } from 'vitest';
import { createScreen } from '../../../test/capture.ts';
import { printList } from '../../output/view.ts';
import { workflowView } from './view.ts';

const workflow = (name: string, fields: Partial<Workflow>): Workflow => ({
  apiVersion: 'carillon/v1',
  kind: 'Workflow',
  id: `wf_${name}`,
  project: 'default',
  name,
  tags: [],
  lifecycle: 'active',
  version: 1,
  tasks: 1,
  schedules: [],
  nextFireAt: '2026-11-22T00:00:00Z',
  lastRuns: [],
  updatedAt: '2026-11-21T00:00:00Z',
  actions: {
    start: { allowed: true },
    publish: { allowed: true },
    pause: { allowed: true },
    resume: { allowed: false, code: 'WORKFLOW_NOT_PAUSED', reason: 'The workflow is not paused.' },
  },
  ...fields,
});

it('promises no firing of a workflow that is paused', async () => {
  const { terminal, out } = createScreen();
  const rows = [workflow('fires', {}), workflow('rests', { paused: true })];
  await printList(rows, workflowView, { columns: 'name,next', utc: true }, terminal);
  expect(out()).toBe(
    ['NAME   NEXT', 'fires  2026-11-22T00:00:00.000Z', 'rests  paused, else 2026-11-22T00:00:00.000Z', ''].join('\n'),
  );
});
