import { newRunId } from '@carillon/runtime';
import { formatId } from '@carillon/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const workflow = (name: string, title?: string) => ({
  kind: 'Workflow',
  name,
  ...(title === undefined ? {} : { title }),
  tasks: { only: { type: 'noop' } },
});
const DOCUMENTS = [
  workflow('load-orders'),
  workflow('orders', 'Orders of a day'),
  workflow('ledger', '每日订单对账'),
  { kind: 'Dataset', name: 'orders', title: 'Orders by day' },
  { kind: 'Calendar', name: 'order-days', timezone: 'UTC', weekdays: ['mon'] },
  { kind: 'Queue', name: 'orders-queue' },
];

const { get, publish, query } = openedApi();
beforeAll(() => publish(...DOCUMENTS.map((document) => JSON.stringify(document))));

const find = async (path: string) => (await get(path)).json().items;

describe('the search', () => {
  it('finds everything that has the text in its name or title, workflows that begin with it first', async () => {
    const hits: { kind: string; name: string }[] = await find('/search?text=Order');
    expect(hits.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'workflow orders',
      'workflow load-orders',
      'dataset orders',
      'calendar order-days',
      'queue orders-queue',
    ]);
    expect(await find('/search?text=nothing')).toEqual([]);
    expect(await find('/search?text=orders&project=other')).toMatchObject([{ kind: 'queue' }]);
  });

  it('finds a title in any script', async () => {
    expect(await find(`/search?text=${encodeURIComponent('对账')}`)).toMatchObject([{ name: 'ledger' }]);
  });

  it('finds a run by its id', async () => {
    const id = newRunId();
    await query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
       select $1, v.key, w.key, w.tenant_key, w.project_key, d.environment_key, 10, now(), now(), 'manual', 'a', '{}'
       from workflow w join workflow_version v on v.workflow_key = w.key join deployment d on d.workflow_key = w.key where w.name = 'orders'`,
      [id],
    );
    expect(await find(`/search?text=${formatId('run', id)}`)).toEqual([
      { kind: 'run', project: 'default', name: 'orders', id: formatId('run', id), state: 'success' },
    ]);
    expect(await find(`/search?text=${formatId('run', newRunId())}`)).toEqual([]);
  });

  it('gives the titles that can be matched by their sound', async () => {
    expect(await find('/search/titles')).toEqual([
      { kind: 'workflow', project: 'default', name: 'ledger', title: '每日订单对账' },
    ]);
  });
});
