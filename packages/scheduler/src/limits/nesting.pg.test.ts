import { MAX_DEPTH } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ ok: () => ({}) });
});
afterAll(() => cluster.stop());

it.each([
  [MAX_DEPTH - 1, 'success'],
  [MAX_DEPTH, 'success'],
  [MAX_DEPTH + 1, 'failed'],
])(
  '%i levels of runs, each of which waits for a limit first, end as %s',
  async (levels, state) => {
    const name = `deeper_${levels}`;
    const again = workflow(
      name,
      {
        next: {
          type: 'workflow',
          with: { workflow: name, params: { level: '${{ params.level + 1 }}' } },
          when: `params.level < ${levels}`,
        },
        work: call('ok'),
      },
      {
        params: { level: { type: 'integer', default: 0 } },
        concurrency: { max: 1, key: '${{ params.level }}' },
      },
    );
    await cluster.publish(again);
    const runId = await cluster.start(name, { level: 0 });
    expect((await cluster.ended(runId)).state).toBe(state);
  },
  60_000,
);
