import { ARRIVING_LANE, TASK_STATE_CODES, WAITING_LANE } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLimitSweep } from './limit-sweep.ts';

const PAGE = 10;
const QUEUED = TASK_STATE_CODES.queued;

let stored: TestStore;
beforeAll(async () => {
  stored = await createTestStore();
});
afterAll(() => stored.stop());

const query = (text: string, values: unknown[] = []) => stored.store.database.api.query(text, values);
beforeEach(async () => {
  for (const table of ['limit_slot', 'limit_wait', 'task_run']) await query(`delete from ${table}`);
});

/** A task run with a limit, so that what it holds is its own; in line unless told otherwise. */
async function taskRun({ rank, isInLine = true }: { readonly rank: number; readonly isInLine?: boolean }) {
  const runId = newRunId();
  await query(
    `insert into task_run (run_id, task_no, state, need, lane_key, rank, limits) values ($1, 0, $2, 0, $3, $4, '{"lane": 1}')`,
    [runId, QUEUED, WAITING_LANE, rank],
  );
  if (isInLine)
    await query('insert into limit_wait (limit_id, run_id, task_no, rank, several) values ($1, $2, 0, $3, false)', [
      newUuid(),
      runId,
      rank,
    ]);
  return runId;
}

it('frees slots and places that nobody has, a page at a time, and begins again at the end', async () => {
  const sweep = createLimitSweep(stored.store.database.api, PAGE);
  const holder = await taskRun({ rank: 1 });
  await query('insert into limit_slot (limit_id, run_id, task_no) values ($1, $2, 0)', [newUuid(), holder]);
  const orphans = (count: number) =>
    query(
      'insert into limit_slot (limit_id, run_id, task_no) select gen_random_uuid(), gen_random_uuid(), 0 from generate_series(1, $1)',
      [count],
    );
  await orphans(24);
  const made = [await sweep(), await sweep(), await sweep()];
  // The slot of the holder is on one of the pages.
  expect(made.every((one) => one <= PAGE)).toBe(true);
  expect(made.reduce((sum, one) => sum + one, 0)).toBe(24);
  await orphans(3);
  expect(await sweep()).toBe(3);
  expect((await query('select run_id from limit_slot')).rows).toEqual([{ run_id: holder }]);
  expect((await query('select run_id from limit_wait')).rows).toEqual([{ run_id: holder }]);
});

it('lets those arrive once more that wait in no line, whatever their rank', async () => {
  const sweep = createLimitSweep(stored.store.database.api, PAGE);
  const lost = new Set<string>();
  for (let no = 0; no < 25; no++) {
    const runId = await taskRun({ rank: no % 2 === 0 ? -7 : 9_007_199_254_740_000 + (no % 5), isInLine: no % 3 !== 0 });
    if (no % 3 === 0) lost.add(runId);
  }
  let made = 0;
  for (let look = 0; look < 3; look++) made += await sweep();
  expect(made).toBe(lost.size);
  const { rows } = await query('select run_id from task_run where lane_key = $1', [ARRIVING_LANE]);
  expect(new Set(rows.map(({ run_id }) => run_id as string))).toEqual(lost);
});
