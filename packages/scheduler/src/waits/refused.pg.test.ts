import type { JsonObject, NewSignal, TaskDocument } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workflow } from '../workflows.testing.ts';

const wait = (fields: JsonObject, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'wait',
  with: fields,
  ...more,
});

describe('a wait', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());

  it('fails where the store refuses what its fields came to', async () => {
    const key = { key: '${{ params.key }}' };
    await cluster.publish(
      workflow('keyed', { paid: wait({ signal: 'paid', ...key }) }, { params: { key: { type: 'string' } } }),
    );
    // Longer than any signal's key, and than an index can hold: no two of its characters repeat for a compression.
    const long = Array.from({ length: 800 }, () => newUuid()).join('');
    const runId = await cluster.start('keyed', { key: long });
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['paid']).toMatchObject({ reason: { code: 'EXPRESSION_FAILED' } });
  });

  it('finds the event that fits behind any number that do not', async () => {
    await cluster.publish(
      workflow('picky', { paid: wait({ signal: 'paid_event', params: { amount: { type: 'integer' } } }) }),
    );
    const runId = await cluster.start('picky');
    const eventOf = (payload: JsonObject): NewSignal => ({
      id: newUuid(),
      name: 'paid_event',
      key: undefined,
      payload,
      actor: 'li',
      idempotencyKey: undefined,
    });
    for (let i = 0; i < 120; i++) await cluster.store.engine.sendEvent(TEST_SCOPE, eventOf({ amount: 'much' }));
    const { controller } = cluster.scheduler;
    await controller.sendEvent(TEST_SCOPE, eventOf({ amount: 3 }));
    expect((await cluster.ended(runId)).state).toBe('success');
    await vi.waitFor(async () => expect((await cluster.tasks(runId))['paid']).toMatchObject({ output: { amount: 3 } }));
  });
});
