import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

const LENGTH = 100_000;
let cluster: TestCluster;
const seen: unknown[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({
    large: () => ({ text: 'x'.repeat(LENGTH) }),
    larger: () => ({ text: 'y'.repeat(LENGTH * 3), small: 7 }),
    note: (params) => {
      seen.push(params);
      return {};
    },
  });
});
afterAll(() => cluster.stop());
beforeEach(() => void seen.splice(0));

it('are collected as what they are where each turn of a loop kept its own by reference', async () => {
  await cluster.publish(
    workflow('heavy', {
      each: call('larger', { outputs: { text: 'string', small: 'integer' }, forEach: { items: [1, 2] } }),
      last: call('larger', { outputs: { text: 'string' }, while: { when: 'false', maxRounds: 1 } }),
      read: call('note', {
        needs: ['each'],
        params: {
          collected: '${{ tasks.each.outputs.text[1].size() }}',
          small: '${{ tasks.each.outputs.small }}',
        },
      }),
      look: call('note', { needs: ['last', 'read'], params: { last: '${{ tasks.last.outputs.text.size() }}' } }),
    }),
  );
  const runId = await cluster.start('heavy');
  await cluster.ended(runId);
  expect(await cluster.tasks(runId)).toMatchObject({ read: { state: 'success' }, look: { state: 'success' } });
  expect(seen).toEqual([{ collected: LENGTH * 3, small: [7, 7] }, { last: LENGTH * 3 }]);
}, 60_000);

it('are kept by reference, of a function and of what a loop collects, and read by those who name them', async () => {
  await cluster.publish(
    workflow('large', {
      each: call('large', { outputs: { text: 'string' }, forEach: { items: [1, 2, 3] } }),
      one: call('larger', { outputs: { text: 'string', small: 'integer' } }),
      read: call('note', {
        needs: ['each', 'one'],
        params: {
          collected: '${{ tasks.each.outputs.text.map(t, t.size()) }}',
          given: '${{ tasks.one.outputs.text.size() }}',
          small: '${{ tasks.one.outputs.small }}',
        },
      }),
    }),
  );
  const runId = await cluster.start('large');
  await cluster.ended(runId);
  const tasks = await cluster.tasks(runId);
  expect(tasks['read']).toMatchObject({ state: 'success' });
  expect(seen).toEqual([{ collected: [LENGTH, LENGTH, LENGTH], given: LENGTH * 3, small: 7 }]);
  expect(tasks['one']?.output).toEqual({ text: { $artifact: 'outputs/text.json', bytes: LENGTH * 3 + 2 }, small: 7 });
  expect(tasks['each']?.output).toEqual({ text: { $artifact: 'outputs/text.json', bytes: (LENGTH + 2) * 3 + 4 } });
  const artifacts = await cluster.store.queries.artifacts(TEST_SCOPE, runId);
  expect(artifacts?.map(({ task, name, size }) => `${task} ${name} ${size}`).sort()).toEqual([
    `each outputs/text.json ${(LENGTH + 2) * 3 + 4}`,
    `one outputs/text.json ${LENGTH * 3 + 2}`,
  ]);
}, 60_000);
