import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const NAMED = '/drafts/default/written';
const { harness, get, post, query } = openedApi();
const textOf = (script: string) =>
  `kind: Workflow\nname: written\ntasks:\n  a: { type: shell, with: { script: "${script}" } }\n`;
const apply = (text: string, basedOn?: Record<string, number>) =>
  post('/documents/apply', { documents: [{ path: 'a.yaml', text }], ...(basedOn && { basedOn }) });

describe('drafts over REST', () => {
  it('are saved by whoever has seen the one before, listed, and gone once they are published', async () => {
    const first = await post(`${NAMED}/save`, { text: textOf('one'), revision: 0 });
    expect(first.json()).toMatchObject({ project: 'default', name: 'written', text: textOf('one') });
    const { revision } = first.json();
    const second = await post(`${NAMED}/save`, { text: `${textOf('two')}\n`, revision });
    expect(second.json().revision).not.toBe(revision);
    const late = await post(`${NAMED}/save`, { text: textOf('late'), revision });
    expect(late.statusCode).toBe(409);
    expect(late.json()).toMatchObject({ code: 'CONFLICT_STATE' });
    expect((await post(`${NAMED}/save`, { text: 'x', revision: 0 })).statusCode).toBe(409);
    expect((await get('/drafts?project=default')).json().items).toMatchObject([{ name: 'written' }]);
    expect((await get('/drafts?name=other')).json().items).toEqual([]);
    expect((await get(NAMED)).json().text).toBe(`${textOf('two')}\n`);
    expect((await apply(textOf('other'))).statusCode).toBe(200);
    expect((await get(NAMED)).statusCode).toBe(200);
    expect((await apply(textOf('two'))).statusCode).toBe(200);
    expect((await get(NAMED)).statusCode).toBe(404);
  });

  it('never take the place of one that came after they were discarded', async () => {
    const { revision } = (await post(`${NAMED}/save`, { text: 'a', revision: 0 })).json();
    expect((await post(`${NAMED}/discard`, { revision: revision + 1 })).statusCode).toBe(409);
    expect((await post(`${NAMED}/discard`, { revision })).statusCode).toBe(204);
    const other = (await post(`${NAMED}/save`, { text: 'b', revision: 0 })).json();
    expect((await post(`${NAMED}/save`, { text: 'a', revision })).statusCode).toBe(409);
    expect((await post(`${NAMED}/discard`, { revision: other.revision })).statusCode).toBe(204);
  });

  it('are saved once by a save that is sent again, and not over what came after it', async () => {
    const { revision } = (await post(`${NAMED}/save`, { text: 'begun', revision: 0 })).json();
    const save = (text: string, key: string, base = {}) =>
      post(`${NAMED}/save`, { text, revision, ...base }, { 'idempotency-key': key });
    const first = await save('mine', 'one');
    const again = await save('mine', 'one');
    expect(again.json()).toEqual(first.json());
    expect(again.headers['idempotency-replayed']).toBe('true');
    // Equal by chance it is somebody else's, and a key is that of one save alone.
    expect((await save('mine', 'two')).statusCode).toBe(409);
    expect((await save('other', 'one')).statusCode).toBe(409);
    expect((await save('mine', 'one', { baseVersion: 1 })).statusCode).toBe(409);
    const next = await post(`${NAMED}/save`, { text: 'theirs', revision: first.json().revision });
    expect((await save('mine', 'one')).statusCode).toBe(409);
    expect((await get(NAMED)).json()).toMatchObject({ text: 'theirs', revision: next.json().revision });
    await post(`${NAMED}/discard`, { revision: next.json().revision });
  });

  it('begin once by a save that is sent again', async () => {
    const begin = () => post(`${NAMED}/save`, { text: 'begun', revision: 0 }, { 'idempotency-key': 'begin' });
    const both = await Promise.all([begin(), begin()]);
    expect(both[0].json()).toEqual(both[1].json());
    await post(`${NAMED}/discard`, { revision: both[0].json().revision });
  });

  it('are nobody’s save any more once a server of the version before has written over them', async () => {
    const save = () => post(`${NAMED}/save`, { text: 'mine', revision: 0 }, { 'idempotency-key': 'mixed' });
    await save();
    await query(`update workflow_draft set revision = default, source = 'theirs' where name = 'written'`);
    expect((await save()).statusCode).toBe(409);
    await post(`${NAMED}/discard`, { revision: (await get(NAMED)).json().revision });
  });

  it('are published only on the version that they were written on', async () => {
    const name = 'default/written';
    const { items } = (await apply(textOf('three'), undefined)).json();
    const [{ version }] = items;
    expect((await apply(textOf('four'), { [name]: version - 1 })).json()).toMatchObject({ code: 'CONFLICT_STATE' });
    expect((await apply(textOf('four'), { [name]: version })).statusCode).toBe(200);
    // The same text again says nothing new.
    expect((await apply(textOf('four'), { [name]: version })).statusCode).toBe(200);
    expect((await apply(textOf('five').replace('written', 'fresh'), { 'default/fresh': 1 })).statusCode).toBe(409);
  });

  it('leave no row in the audit while one types', async () => {
    await post(`${NAMED}/save`, { text: 'typed', revision: 0 });
    const { items } = (await get('/audit?object=written')).json();
    expect(items.map(({ action }: { action: string }) => action)).not.toContain('draft.save');
  });

  it('tell the windows that are open of one another, of what is saved, and not of those that are gone', async () => {
    const [here, there] = [randomUUID(), randomUUID()];
    const beat = async (window: string, task?: string) =>
      (await post(`${NAMED}/presence`, { window, ...(task !== undefined && { task }) })).json();
    expect(await beat(here, 'load')).toMatchObject({ kind: 'EditorPresence', others: [] });
    expect((await beat(there)).others).toEqual([{ window: here, author: 'admin', task: 'load' }]);
    await beat(here);
    const { revision } = (await get(NAMED)).json();
    expect(await beat(there)).toMatchObject({ draft: { revision }, others: [{ window: here }] });
    expect((await post('/drafts/default/another/presence', { window: there })).json()).toMatchObject({ others: [] });
    await query(`update workflow_editor set seen_at = now() - interval '31 s' where window_id = $1`, [here]);
    expect((await beat(there)).others).toEqual([]);
    const left = await query(`select from workflow_editor where name = 'written'`);
    expect(left.rowCount).toBe(1);
    const token = await harness.strangersToken();
    const strange = await harness.app.inject({
      method: 'POST',
      url: `${V1}${NAMED}/presence`,
      headers: { authorization: `Bearer ${token}` },
      payload: { window: randomUUID() },
    });
    expect(strange.json()).toMatchObject({ others: [] });
    expect((await post(`${NAMED}/presence`, { window: 'mine' })).statusCode).toBe(400);
    const { items } = (await get('/audit?object=written')).json();
    expect(items.filter(({ action }: { action: string }) => action === 'draft.read')).toEqual([]);
  });
});
