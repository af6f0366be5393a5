import type { Incident, PageOf } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

describe('incidents', () => {
  const { harness, post, query, read } = openedApi();
  const list = async (path: string) => (await read<PageOf<Incident>>(path)).items;
  const confirm = (id: string) => post(`/incidents/${id}/confirm`);

  it('are open until somebody confirms them, once, which is in the audit', async () => {
    await harness.store.engine.noteClockStep(3_600_000);
    await harness.store.engine.noteClockStep(3_600_010);
    const open = await list('/incidents?open=true');
    expect(open).toMatchObject([{ what: 'clock_stepped', details: { stepMs: 3_600_000, servers: 0 } }]);
    const id = open.at(0)?.id ?? '';
    expect((await confirm(id)).statusCode).toBe(204);
    expect((await confirm(id)).statusCode).toBe(409);
    expect((await confirm('inc_00000000000000000000000000')).statusCode).toBe(404);
    expect(await list('/incidents?open=true')).toEqual([]);
    expect(await list('/incidents')).toMatchObject([{ id, endedBy: 'admin' }]);
    const { rows } = await query(`select outcome from audit where action = 'incident.confirm' order by seq`);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'failed']);
    expect(await harness.store.engine.witnessClock('00000000-0000-7000-8000-000000000001', 0)).toBeUndefined();
  });
});
