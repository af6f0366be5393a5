import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { get, post } = openedApi();

describe('limits over REST', () => {
  it('of projects and the tenant are set in versions, listed, removed, and in the audit', async () => {
    const rule = { name: 'warehouse', project: 'default', concurrency: { max: 4 }, when: "workflow.name == 'load'" };
    expect((await post('/limit-rules', { ...rule, reason: 'new' })).json()).toMatchObject({ ...rule, number: 1 });
    const changed = { ...rule, concurrency: { max: 2 } };
    expect((await post('/limit-rules', changed)).json()).toMatchObject({ ...changed, number: 2 });
    expect((await get('/limit-rules')).json().items).toMatchObject([changed]);
    const { items } = (await get('/audit?object=warehouse')).json();
    expect(items[0]).toMatchObject({ action: 'limit.set', before: { concurrency: { max: 4 } } });
    expect(items[1]).toMatchObject({ action: 'limit.set', reason: 'new' });
    expect((await post('/limit-rules/remove', { name: 'warehouse', project: 'default' })).statusCode).toBe(204);
    expect((await post('/limit-rules/remove', { name: 'warehouse', project: 'default' })).statusCode).toBe(404);
    expect((await get('/limit-rules')).json().items).toEqual([]);
  });

  it.each([
    ['nothing is limited', { name: 'a' }],
    ['the key is no expression', { name: 'a', concurrency: { max: 1, key: '${{ params. }}' } }],
    ['the condition is none', { name: 'a', concurrency: { max: 1 }, when: 'workflow.name ==' }],
    ['the time is none', { name: 'a', rate: { limit: 1, per: '0s' } }],
    ['the count is none', { name: 'a', concurrency: { max: 0 } }],
  ])('are refused where %s', async (_what, body) => {
    expect((await post('/limit-rules', body)).statusCode).toBe(400);
  });

  it('are changed by those alone who know what stands', async () => {
    const rule = { name: 'crane', project: 'default', concurrency: { max: 4 } };
    expect((await post('/limit-rules', { ...rule, number: 0 })).json()).toMatchObject({ number: 1 });
    const again = await post('/limit-rules', { ...rule, concurrency: { max: 1 }, number: 0 });
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'CONFLICT_STATE', said: { detail: { values: ['crane'] } } });
    expect((await post('/limit-rules', { ...rule, concurrency: { max: 2 } })).json()).toMatchObject({ number: 2 });
    const undo = { name: 'crane', project: 'default', number: 1 };
    expect((await post('/limit-rules', { ...undo, concurrency: { max: 9 } })).statusCode).toBe(409);
    expect((await post('/limit-rules/remove', undo)).statusCode).toBe(409);
    expect((await get('/limit-rules')).json().items).toMatchObject([{ concurrency: { max: 2 }, number: 2 }]);
    expect((await post('/limit-rules/remove', { ...undo, number: 2 })).statusCode).toBe(204);
    expect((await post('/limit-rules', { ...undo, ...rule, number: 0 })).json()).toMatchObject({ number: 4 });
    expect((await post('/limit-rules/remove', { name: 'crane', project: 'default' })).statusCode).toBe(204);
  });

  it('say what is wrong with an expression so that it can be said in other languages', async () => {
    const refused = await post('/limit-rules', { name: 'a', concurrency: { max: 1 }, when: 'workflow.name ==' });
    expect(refused.json().said.detail.text).not.toBe('{0}');
  });

  it('that nobody has or wants are not there', async () => {
    expect((await get('/limits')).json()).toEqual({ items: [] });
    expect((await get('/limits/lim_00000000000000000000000000')).statusCode).toBe(404);
  });
});
