import { formatId, parseId, taskRunId } from '@carillon/core';
import type { RunExplanation, TaskRunExplanation } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

describe('explanations', () => {
  const { harness, get, publish, startPipeline } = openedApi();
  let runId: string;
  beforeAll(async () => {
    await publish(PIPELINE);
    runId = await startPipeline();
  });

  it('of a run name each task run that waits, with what helps', async () => {
    const answer = await get(`/runs/${runId}/explain`);
    expect(answer.statusCode).toBe(200);
    const { items, kind, id } = answer.json<RunExplanation>();
    expect([kind, id]).toEqual(['RunExplanation', runId]);
    expect(items.length).toBeGreaterThan(1);
    for (const { answer: check } of items) {
      expect(check).toMatchObject({ verdict: 'block', sentence: expect.stringMatching(/^[A-Z]/) });
    }
    expect(items.at(-1)?.answer).toMatchObject({ code: 'DEP_UPSTREAM', fix: { action: 'explain_upstream' } });
  });

  it('of a task run keep every check', async () => {
    const id = formatId('tr', taskRunId(parseId('run', runId) as string, 1));
    const answer = await get(`/task-runs/${id}/explain`);
    expect(answer.statusCode).toBe(200);
    const { checks, answer: first } = answer.json<TaskRunExplanation>();
    expect(checks.find(({ verdict }) => verdict === 'block')).toEqual(first);
    expect(checks.some(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it('are of one’s own tenant, and of what there is', async () => {
    const stranger = { authorization: `Bearer ${await harness.strangersToken()}` };
    expect((await get(`/runs/${runId}/explain`, stranger)).statusCode).toBe(404);
    const nobody = formatId('tr', taskRunId(parseId('run', runId) as string, 900));
    expect((await get(`/task-runs/${nobody}/explain`)).statusCode).toBe(404);
  });
});
