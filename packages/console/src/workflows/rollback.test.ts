import type { WorkflowVersion } from '@carillon/protocol';
import { expect, it } from 'vitest';
import { rollbackCommand, rollbackRequest } from './rollback.ts';
import { parseWorkflowView } from './workflow-view.ts';

const version = {
  project: 'default',
  workflow: 'orders',
  number: 3,
  source: 'kind: Workflow\n',
  files: { 'load.sql': 'select 1' },
} as unknown as WorkflowVersion;

it('publishes the text and the files of the older version, on the newest there is', () => {
  expect(rollbackRequest(version, 7, '')).toEqual({
    documents: [{ path: 'orders.yaml', text: 'kind: Workflow\n' }],
    files: { 'load.sql': 'select 1' },
    message: 'back to version 3',
    basedOn: { 'default/orders': 7 },
  });
  expect(rollbackRequest(version, 7, 'the feed is wrong').message).toBe('the feed is wrong');
});

it('is the same as a command', () => {
  const place = { project: 'default', environment: 'prod' };
  expect(rollbackCommand(version, place, '')).toBe(
    'npx carillon workflow rollback orders --to 3 --project default -e prod',
  );
  expect(rollbackCommand(version, place, 'wrong feed')).toMatch(/ -m 'wrong feed'$/);
});

it('has the pair of versions that are compared in the address', () => {
  expect(parseWorkflowView({ tab: 'versions', version: 7, from: 3 })).toMatchObject({ version: 7, from: 3 });
  expect(parseWorkflowView({ from: 'x' })).not.toHaveProperty('from');
});
