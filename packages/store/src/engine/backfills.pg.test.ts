import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../open-store.ts';

let stored: TestStore;
let store: Store;

beforeAll(async () => {
  stored = await createTestStore();
  ({ store } = stored);
});
afterAll(() => stored.stop());

/** Three open backfills of one date each; that of the last one is between its own run and the downstream one. */
const FILL = `
insert into workflow (id, tenant_key, project_key, name) values (gen_random_uuid(), 1, 1, 'filled');
insert into workflow_version (id, workflow_key, number, hash, document, author) select gen_random_uuid(), key, 1, '', '{}', 'a' from workflow;
insert into backfill (id, plan_id, tenant_key, project_key, environment_key, workflow_key, version_key, from_date, to_date, only_dates, start_order,
  parallelism, priority, params, downstream, state, actor)
select gen_random_uuid(), gen_random_uuid(), 1, 1, 1, w.key, v.key, '2026-05-09', '2026-05-09', 'all', 'oldest_first', 1, 30, '{}', '[]', 'running', 'a'
from workflow w join workflow_version v on v.workflow_key = w.key, generate_series(1, 3);
insert into backfill_date (backfill_key, logical_time, position, logical_date, action, state, step, run_ids)
select key, '2026-05-10', 0, '2026-05-09', 'create', case when last then 'running' else 'planned' end, last::int, case when last then array[gen_random_uuid()] else '{}' end
from (select key, key = max(key) over () as last from backfill) b`;

it('a date between two of its runs goes on, however many backfills wait for the room that it has', async () => {
  await store.database.api.query(FILL);
  const [first, ...others] = await store.engine.openBackfills(1);
  expect(others).toEqual([]);
  expect(first?.dates).toMatchObject([{ isUnderWay: true, step: 1 }]);
});
