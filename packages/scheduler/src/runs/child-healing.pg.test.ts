import type { TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { workflow } from '../workflows.testing.ts';

const CHILDREN = 600;

let cluster: TestCluster;
/** Of the healer, since the node began its first batch and died before its second. */
let passes = 0;
let begun = false;
beforeAll(async () => {
  cluster = await startTestCluster(
    {},
    {
      healer: { everyMs: 100, graceMs: 0 },
      engine: (store) => ({
        ...store,
        async startChildren(batch) {
          if (begun && passes < 3) throw Object.assign(new Error('gone'), { code: '57P01' });
          begun = true;
          return store.startChildren(batch);
        },
        parents(...given) {
          if (begun) passes += 1;
          return store.parents(...given);
        },
      }),
    },
  );
});
afterAll(() => cluster.stop());

it('starts the children that a crash kept from it, although none of the others ends', async () => {
  const each: TaskDocument = {
    type: 'wait',
    with: { for: '1h' },
    forEach: { items: Array.from({ length: CHILDREN }, (_, n) => n) },
  };
  await cluster.publish(workflow('interrupted', { each }));
  const runId = await cluster.start('interrupted');
  await vi.waitFor(
    async () => {
      const { rows } = await cluster.store.database.api.query(
        'select count(*)::int4 n from run_child where parent_run_id = $1',
        [runId],
      );
      expect(rows[0].n).toBe(CHILDREN);
    },
    { timeout: 20_000 },
  );
}, 40_000);
