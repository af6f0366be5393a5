import type { TaskRun, TaskRunExplanation } from '@carillon/protocol';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { taskWhyQuery } from './why-queries.ts';
import { WhyView } from './why-view.tsx';

// Read when modules are loaded.
vi.hoisted(() => {
  vi.stubGlobal('location', new URL('http://localhost:4400'));
  vi.stubGlobal('localStorage', { getItem: () => null });
});
afterAll(() => vi.unstubAllGlobals());

const task = {
  id: 'tr_1',
  runId: 'run_1',
  task: 'load',
  state: 'queued',
  reason: { code: 'OF_TOMORROW', message: 'It waits for the moon.' },
} as TaskRun;

describe('why a task waits', () => {
  it('is the reason it was given, where nobody explains it', async () => {
    const client = quietClient();
    const error = new Error('no answer');
    client
      .getQueryCache()
      .build(client, { queryKey: [...taskWhyQuery(task).queryKey] })
      .setState({ status: 'error', error, fetchFailureCount: 1, fetchFailureReason: error });
    expect(await drawn(<WhyView task={task} />, client)).toContain('It waits for the moon.');
  });

  it('is the answer of the explanation, where there is one', async () => {
    const client = quietClient();
    const answer = { code: 'OF_TOMORROW', verdict: 'wait', sentence: 'No worker is free.', params: {}, evidence: [] };
    client.setQueryData(taskWhyQuery(task).queryKey, { answer, checks: [] } as unknown as TaskRunExplanation);
    const text = await drawn(<WhyView task={task} />, client);
    expect(text).toContain('No worker is free.');
    expect(text).not.toContain('moon');
  });
});
