import { createLogger } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { expect, it } from 'vitest';
import { openStore } from '../open-store.ts';

it('plans what every task goes through on each connection that needs it, and writes nothing', async () => {
  const database = await createTestDatabase();
  const asked: string[] = [];
  const store = await openStore({
    url: database.url,
    applicationName: 'test',
    log: createLogger({ name: 'store', level: 'silent' }),
    onStatement: (name) => asked.push(name),
  });
  try {
    await store.engine.planHotStatements();
    const countOf = (name: string): number => asked.filter((one) => one === name).length;
    expect(['advance', 'advance_steps', 'end_runs', 'finish_solo'].map(countOf)).toEqual([3, 3, 3, 3]);
    expect(['claim', 'start_solo', 'start_graph'].map(countOf)).toEqual([2, 1, 1]);
    const { rows } = await store.database.api.query(
      'select (select count(*) from run) + (select count(*) from event) n',
    );
    expect(rows).toEqual([{ n: 0 }]);
  } finally {
    await store.close();
    await database.drop();
  }
});
