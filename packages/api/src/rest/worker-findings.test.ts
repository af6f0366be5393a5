import { NO_RESOURCES, type WorkerRecord } from '@carillon/core';
import { loadDocuments } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { workerFindings } from './worker-findings.ts';

const worker = (more: Partial<WorkerRecord> = {}): WorkerRecord => ({
  id: 'wrk_1',
  name: 'here-1',
  group: 'default',
  state: 'online',
  capabilities: ['shell', 'function:score'],
  labels: { zone: 'eu' },
  resources: NO_RESOURCES,
  used: NO_RESOURCES,
  slots: 4,
  busy: 0,
  room: 4,
  version: '0',
  host: 'here',
  connectedAt: new Date(0),
  leaseUntil: new Date(0),
  ...more,
});
const TEXT = `kind: Workflow
name: w
tasks:
  fits: { type: shell, with: { script: "true" }, workers: { labels: { zone: eu } } }
  inline: { type: noop }
  elsewhere: { type: shell, with: { script: "true" }, workers: { group: gpu } }
  unknown: { type: function, with: { handler: train } }
  labelled: { type: shell, with: { script: "true" }, workers: { labels: { zone: us } } }
  large: { type: shell, with: { script: "true" }, resources: { gpu: 2 } }
`;
const { workflows } = loadDocuments([{ path: 'w.yaml', text: TEXT }]);
const findingsFor = (...workers: readonly WorkerRecord[]) =>
  workerFindings({ workers: async () => workers }, { tenantKey: 1 }, workflows);

describe('tasks that no connected worker could be given', () => {
  it('are told with what lacks, where the text asks for it', async () => {
    const findings = await findingsFor(worker(), worker({ name: 'gone', state: 'silent', group: 'gpu' }));
    expect(findings.map(({ pointer, severity, message }) => [pointer, severity, message])).toEqual([
      ['/tasks/elsewhere/workers', 'warning', 'no connected worker is in the group "gpu"'],
      ['/tasks/unknown/type', 'warning', 'no connected worker of the group "default" offers "function:train"'],
      ['/tasks/labelled/workers', 'warning', 'no connected worker of the group "default" has the labels it asks for'],
      ['/tasks/large/resources', 'warning', 'no connected worker of the group "default" has the resources it asks for'],
    ]);
    expect(findings.map(({ line }) => line)).toEqual([6, 7, 8, 9]);
  });

  it('are as they should be where one could', async () => {
    const gpu = worker({ group: 'gpu', name: 'there-1' });
    expect((await findingsFor(worker(), gpu)).map(({ pointer }) => pointer)).not.toContain('/tasks/elsewhere/workers');
  });

  it('are not told while no worker is connected at all', async () => {
    expect(await findingsFor()).toEqual([]);
    expect(await findingsFor(worker({ state: 'lost' }))).toEqual([]);
  });
});
