import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const URL = '/api/v1/saved-views';
const VIEW = {
  project: 'default',
  page: 'runs',
  name: 'Failed today',
  search: { state: ['failed'], workflow: 'orders' },
};

const { harness, query } = openedApi();

const save = (view: object) => harness.ask({ method: 'POST', url: URL, json: view });
const list = async (query = '') => (await harness.ask({ url: `${URL}?project=default${query}` })).json().items;

describe('saved views', () => {
  it('are there for everybody in the project, replaced by name, and removed', async () => {
    const saved = (await save(VIEW)).json();
    expect(saved).toMatchObject({ ...VIEW, savedBy: 'admin' });
    const changed = { ...VIEW, search: { state: ['failed', 'stopped'] } };
    expect((await save(changed)).json()).toMatchObject({ ...changed, id: saved.id });
    await save({ ...VIEW, page: 'workflows', search: { q: 'core' } });
    expect(await list('&page=runs')).toMatchObject([changed]);
    expect(await list()).toHaveLength(2);
    const gone = { method: 'DELETE' as const, url: `${URL}/${saved.id}`, json: {} };
    expect((await harness.ask(gone)).statusCode).toBe(204);
    expect((await harness.ask(gone)).statusCode).toBe(404);
    expect(await list('&page=runs')).toEqual([]);
  });

  it('are refused where the project, the page or the name is none', async () => {
    expect((await save({ ...VIEW, project: 'nowhere' })).statusCode).toBe(404);
    expect((await save({ ...VIEW, page: 'workers' })).statusCode).toBe(400);
    expect((await save({ ...VIEW, name: '' })).statusCode).toBe(400);
  });

  it('of another tenant are not there', async () => {
    const { id } = (await save(VIEW)).json();
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    expect((await harness.app.inject({ url: `${URL}?project=default`, headers })).json()).toEqual({ items: [] });
    expect((await harness.app.inject({ method: 'DELETE', url: `${URL}/${id}`, headers })).statusCode).toBe(404);
  });

  it('are bounded: one more than fit is refused, one that is there may still be changed', async () => {
    await query(
      `insert into saved_view (id, tenant_key, project_key, page, name, search, saved_by)
       select gen_random_uuid(), tenant_key, key, 'runs', 'view ' || i, '{}', 'a' from project, generate_series(1, 100) i where name = 'default'
       on conflict do nothing`,
    );
    expect((await save({ ...VIEW, name: 'one more' })).statusCode).toBe(409);
    expect((await save({ ...VIEW, name: 'view 1' })).statusCode).toBe(200);
  });
});
