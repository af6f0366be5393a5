import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Statement } from '../database.ts';
import { closeDue } from './accept.ts';
import { nextDue, takeDueRuns, takeDueTasks } from './decide.ts';
import { takeDueSla } from './sla.ts';

const ROWS = 5_000;

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  await client.connect();
  await client.query(`
    insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params, due_at)
      select gen_random_uuid(), 1, 1, 1, 1, 1, 2, 1, 50, 'api', 'a', '{}', now() + interval '1 day' from generate_series(1, ${ROWS});
    insert into task_run (run_id, task_no, state, need, lane_key, rank, due_at)
      select id, 1, 4, 0, 1, 1, now() + interval '1 day' from run;
    insert into sla_term (run_id, task_no, kind, tenant_key, project_key, environment_key, workflow_key, term, due_at)
      select id, -1, 'finish_by', 1, 1, 1, 1, now() + interval '1 day', now() + interval '1 day' from run;
    insert into start_window (id, run_id, kind, requests, due_at)
      select gen_random_uuid(), id, 'debounce', 1, now() + interval '1 day' from run;
    analyze`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

interface PlanNode {
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const removedIn = (node: PlanNode): number =>
  (node['Rows Removed by Filter'] ?? 0) + (node.Plans ?? []).reduce((sum, child) => sum + removedIn(child), 0);

/** Each second on every node, while all of it is due tomorrow. */
it.each<[Statement]>([[nextDue], [takeDueTasks], [takeDueRuns], [takeDueSla], [closeDue]])(
  'looks at what is due alone: $name',
  async ({ text }) => {
    const explained = text.replaceAll(/\$1\b/g, '100');
    const { rows } = await client.query(`explain (analyze, format json) ${explained}`);
    expect(removedIn(rows[0]['QUERY PLAN'][0].Plan)).toBeLessThan(10);
  },
);
