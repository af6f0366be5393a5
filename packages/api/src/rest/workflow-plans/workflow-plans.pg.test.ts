import type { Problem, Workflow, WorkflowPlan } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../../test/opened-api.ts';

const { get, post, publish } = openedApi();
const workflow = (name: string, more: string) =>
  `kind: Workflow\nname: ${name}\nowner: bi\n${more}tasks:\n  a: { type: noop }\n`;
beforeAll(() =>
  publish(
    workflow('hourly', 'schedule: { every: 1h }\n'),
    workflow('nightly', 'schedule: { every: 24h }\n'),
    workflow('byhand', ''),
    workflow('asks', 'params:\n  day: { type: date, required: true }\n'),
  ),
);

async function planned(action: string, filter: object, more: object = {}): Promise<WorkflowPlan> {
  const answer = await post('/plans', { kind: 'workflows', action, filter, ...more });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}
const apply = async (id: string, json: object = {}) => (await post(`/plans/${id}/apply`, json)).json<WorkflowPlan>();
const of = ({ items }: WorkflowPlan) => items.map(({ name, state, reason }) => [name, state, reason?.code]);
const audited = async (action: string) =>
  (await get(`/audit?action=${action}`)).json<{ items: { object: { name: string } }[] }>().items;

describe('plans for many workflows', () => {
  it('freeze those that fit, pause them until a time, and tell it in the audit of each', async () => {
    const resumeAt = '2099-01-01T00:00:00.000Z';
    const plan = await planned('pause', { owner: 'bi' }, { resumeAt });
    expect(of(plan)).toEqual([
      ['asks', 'skipped', 'WORKFLOW_UNSCHEDULED'],
      ['byhand', 'skipped', 'WORKFLOW_UNSCHEDULED'],
      ['hourly', 'planned', undefined],
      ['nightly', 'planned', undefined],
    ]);
    expect(plan).toMatchObject({ totals: { planned: 2, skipped: 2 }, filter: { owner: 'bi' }, resumeAt });
    const applied = await apply(plan.id, { reason: 'DB upgrade' });
    expect(applied).toMatchObject({ totals: { planned: 0, done: 2, failed: 0, skipped: 2 } });
    const paused = (await get('/workflows?paused=true')).json<{ items: object[] }>().items;
    expect(paused).toMatchObject([
      { name: 'hourly', pause: { text: 'DB upgrade', resumeAt } },
      { name: 'nightly', pause: { text: 'DB upgrade', resumeAt } },
    ]);
    expect((await audited('workflow.pause')).map(({ object }) => object.name).sort()).toEqual(['hourly', 'nightly']);
    // Asked again it tells the same, and nothing is done a second time.
    expect(await apply(plan.id)).toEqual(applied);
    expect(await audited('workflow.pause')).toHaveLength(2);
  });

  it('resume what is paused, and leave out what somebody has resumed since', async () => {
    const plan = await planned('resume', { workflows: ['default/hourly', 'default/nightly', 'default/byhand'] });
    expect(plan.filter).toEqual({ workflows: 3 });
    await post('/workflows/default/hourly/resume');
    expect(of(await apply(plan.id))).toEqual([
      ['hourly', 'skipped', 'WORKFLOW_NOT_PAUSED'],
      ['nightly', 'done', undefined],
      ['byhand', 'skipped', 'WORKFLOW_NOT_PAUSED'],
    ]);
  });

  it('leave a pause that somebody made since as it is, and know one of their own', async () => {
    const plan = await planned('pause', { owner: 'bi' });
    await post('/workflows/default/hourly/pause', { reason: 'the source moves' });
    // As of a server that died before it settled the plan.
    await post('/workflows/default/nightly/pause', { reason: 'DB upgrade' });
    expect(of(await apply(plan.id, { reason: 'DB upgrade' })).slice(2)).toEqual([
      ['hourly', 'skipped', 'WORKFLOW_PAUSED'],
      ['nightly', 'done', undefined],
    ]);
    const { pause } = (await get('/workflows/default/hourly')).json<Workflow>();
    expect(pause).toMatchObject({ text: 'the source moves' });
    await apply((await planned('resume', { workflows: ['default/hourly', 'default/nightly'] })).id);
  });

  it('start each once, and say of those that cannot why', async () => {
    const plan = await planned('start', { workflows: ['default/byhand', 'default/asks'] });
    const [first, second] = [await apply(plan.id), await apply(plan.id)];
    expect(first.items).toMatchObject([
      { name: 'byhand', state: 'done', runId: expect.stringMatching(/^run_/) },
      { name: 'asks', state: 'failed', reason: { message: expect.stringContaining('day') } },
    ]);
    expect(second).toEqual(first);
    expect((await get('/runs?workflow=byhand')).json<{ items: object[] }>().items).toHaveLength(1);
  });

  it('are refused in a form that they do not know, and take no other command', async () => {
    const nothing = await post('/plans', { kind: 'workflows', action: 'pause', filter: {} });
    expect(nothing.statusCode).toBe(400);
    const burn = await post('/plans', { kind: 'workflows', action: 'burn', filter: { owner: 'bi' } });
    expect(burn.json<Problem>().errors?.map(({ pointer }) => pointer)).toEqual(['/action']);
    const stage = await post('/plans', { kind: 'workflows', action: 'pause', filter: { lifecycle: ['asleep'] } });
    expect(stage.json<Problem>().errors?.map(({ pointer }) => pointer)).toEqual(['/filter/lifecycle']);
    const past = await post('/plans', {
      kind: 'workflows',
      action: 'pause',
      filter: { owner: 'bi' },
      resumeAt: '2020-01-01T00:00:00Z',
    });
    expect(past.json<Problem>().errors?.map(({ pointer }) => pointer)).toEqual(['/resumeAt']);
    const unknown = await post('/plans', {
      kind: 'workflows',
      action: 'pause',
      filter: { workflows: ['default/none'] },
    });
    expect(unknown.statusCode).toBe(404);
    const plan = await planned('pause', { owner: 'bi' });
    expect((await post(`/plans/${plan.id}/cancel`)).statusCode).toBe(409);
  });
});
