import type { TaskDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const sub = (name: string, more: Partial<TaskDocument> & { readonly with?: object } = {}): TaskDocument => ({
  type: 'workflow',
  ...more,
  with: { workflow: name, ...more.with },
});

describe('a task that runs another workflow', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      fail: () => {
        throw new Error('no');
      },
    });
  });
  afterAll(() => cluster.stop());

  const run = async (...documents: readonly WorkflowDocument[]): Promise<string> => {
    for (const document of documents) await cluster.publish(document);
    return cluster.start((documents.at(-1) as WorkflowDocument).name);
  };

  it('waits for it, and hands its outputs on', async () => {
    const runId = await run(
      workflow(
        'adds',
        { add: call('echo', { with: { handler: 'echo', input: '${{ params.a + 1 }}' } }) },
        { params: { a: { type: 'integer', default: 1 } }, outputs: { sum: '${{ tasks.add.outputs.said }}' } },
      ),
      workflow('uses', {
        first: call('echo', { with: { handler: 'echo', input: 41 } }),
        sum: sub('adds', { needs: ['first'], with: { params: { a: '${{ tasks.first.outputs.said }}' } } }),
        after: call('echo', { needs: ['sum'], with: { handler: 'echo', input: '${{ tasks.sum.outputs.sum }}' } }),
      }),
    );
    expect((await cluster.ended(runId)).state).toBe('success');
    const tasks = await cluster.tasks(runId);
    expect(states(tasks)).toEqual({ first: 'success', sum: 'success', after: 'success' });
    expect(tasks['sum']?.output).toEqual({ sum: 42, run: expect.stringMatching(/^run_/) });
    expect(tasks['after']?.output).toEqual({ said: 42 });
  });

  it('fails with it, and names it', async () => {
    const runId = await run(workflow('fails', { no: call('fail') }), workflow('alone', { it: sub('fails') }));
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['it']).toMatchObject({
      state: 'failed',
      reason: { code: 'CHILD_FAILED', params: { run: expect.stringMatching(/^run_/), state: 'failed' } },
    });
  });
});
