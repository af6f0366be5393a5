import type { WorkflowDocument } from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster, type TestNode } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRawWorker } from './raw-worker.testing.ts';
import { call, states, workflow } from './workflows.testing.ts';

describe('two schedulers on one database', () => {
  let cluster: TestCluster;
  let other: TestNode;

  beforeAll(async () => {
    cluster = await startTestCluster({ here: () => ({}) });
    other = await cluster.addNode();
    await other.addWorker({ there: () => ({}) });
  });
  afterAll(() => cluster.stop());

  async function startAt(node: TestNode, document: WorkflowDocument): Promise<string> {
    const keys = await cluster.publish(document);
    const started = await node.scheduler.starter.start({
      scope: TEST_SCOPE,
      ...keys,
      params: {},
      logicalTime: undefined,
      triggerKind: 'manual',
      actor: 'test',
    });
    if (started.kind !== 'started') throw new Error(started.kind);
    return started.runId;
  }

  it('run tasks whose worker is connected to the other one, first tasks and later ones', async () => {
    await cluster.publish(
      workflow('across', {
        a: call('there'),
        b: call('here', { needs: ['a'] }),
        c: call('there', { needs: ['b'] }),
        d: call('there', { needs: ['b'], when: 'true' }),
      }),
    );
    const runId = await cluster.start('across');
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('stop a run whose attempt is at the other one', async () => {
    await other.addWorker({
      stoppable: (_params, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    });
    const document = workflow('stopped_across', { a: call('stoppable'), b: call('here', { needs: ['a'] }) });
    const runId = await startAt(other, document);
    const by = { actor: 'test', reason: { code: 'STOPPED_BY_USER' } } as const;
    expect(await cluster.scheduler.controller.stop({ tenantKey: 1 }, runId, by)).toBe('stopping');
    expect((await cluster.ended(runId)).state).toBe('stopped');
  });

  it('finish what one began that went away: its worker resumes at the other with what it holds', async () => {
    const leaving = await cluster.addNode();
    const first = await connectRawWorker(leaving.grpcPort, ['function:handed_on']);
    const document = workflow('handed_on', { a: call('handed_on'), b: call('here', { needs: ['a'] }) });
    const runId = await startAt(leaving, document);
    const before = await first.assignment;
    first.close();
    await leaving.stop();

    const second = await connectRawWorker(other.grpcPort, ['function:handed_on'], { sessionId: first.sessionId });
    const again = await second.assignment;
    expect(again).toMatchObject({ attemptId: before.attemptId, fence: before.fence });
    second.report(again);
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(states(await cluster.tasks(runId))).toEqual({ a: 'success', b: 'success' });
    second.close();
  });
});
