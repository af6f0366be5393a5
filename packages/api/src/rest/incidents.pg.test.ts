import type { Incident, PageOf } from '@carillon/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../test/harness.ts';

describe('incidents', () => {
  let harness: Harness;
  const get = async (path: string) =>
    (await harness.ask({ method: 'GET', url: `/api/v1${path}` })).json<PageOf<Incident>>().items;
  const confirm = (id: string) => harness.ask({ method: 'POST', url: `/api/v1/incidents/${id}/confirm` });

  beforeAll(async () => {
    harness = await createHarness();
  });
  afterAll(() => harness.close());

  it('are open until somebody confirms them, once, which is in the audit', async () => {
    await harness.store.engine.noteClockStep(3_600_000);
    await harness.store.engine.noteClockStep(3_600_010);
    const open = await get('/incidents?open=true');
    expect(open).toMatchObject([{ what: 'clock_stepped', details: { stepMs: 3_600_000, servers: 0 } }]);
    const id = open.at(0)?.id ?? '';
    expect((await confirm(id)).statusCode).toBe(204);
    expect((await confirm(id)).statusCode).toBe(409);
    expect((await confirm('inc_00000000000000000000000000')).statusCode).toBe(404);
    expect(await get('/incidents?open=true')).toEqual([]);
    expect(await get('/incidents')).toMatchObject([{ id, endedBy: 'admin' }]);
    const { rows } = await harness.store.database.api.query(
      `select outcome from audit where action = 'incident.confirm' order by seq`,
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'failed']);
    expect(await harness.store.engine.witnessClock('00000000-0000-7000-8000-000000000001', 0)).toBeUndefined();
  });
});
