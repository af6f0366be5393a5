import { beforeAll, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { get, post, publish } = openedApi();
beforeAll(() =>
  publish(`kind: Workflow
name: nightly
schedules:
  first: { every: 1h }
  second: { every: 2h }
tasks:
  a: { type: noop }
`),
);

const change = (verb: string, json: object = {}, name = 'nightly') => post(`/workflows/default/${name}/${verb}`, json);
const schedules = async () =>
  (await get('/schedules'))
    .json<{ items: { id: string; name: string; state: string; reason?: { code: string } }[] }>()
    .items.map(({ name, state, reason }) => [name, state, reason?.code]);

it('lets all schedules rest, each keeping its own state, and says so in the audit', async () => {
  const [first] = (await get('/schedules')).json<{ items: { id: string }[] }>().items;
  await post(`/schedules/${first?.id}/pause`, {});
  const own = await schedules();
  expect((await change('pause', { reason: 'the source moves' })).json()).toMatchObject({ paused: true });
  expect((await schedules()).map(([, , code]) => code)).toContain('WORKFLOW_PAUSED');
  expect((await change('pause')).statusCode).toBe(200);
  expect((await change('resume')).json()).not.toHaveProperty('paused');
  expect(await schedules()).toEqual(own);

  const { items } = (await get('/audit?action=workflow.pause')).json<{ items: object[] }>();
  expect(items).toContainEqual(
    expect.objectContaining({
      reason: 'the source moves',
      before: { paused: false },
      after: { paused: true },
    }),
  );
});

it('says until when it is paused, wherever it is shown', async () => {
  const resumeAt = '2099-01-01T03:00:00.000Z';
  const pause = { text: 'DB upgrade', actor: expect.any(String), since: expect.any(String), resumeAt };
  const paused = (await change('pause', { reason: 'DB upgrade', resumeAt })).json();
  expect(paused).toMatchObject({ paused: true, pause });
  const { items } = (await get('/schedules')).json<{
    items: { id: string; reason?: { code: string } }[];
  }>();
  const follows = items.find(({ reason }) => reason?.code === 'WORKFLOW_PAUSED');
  expect(follows?.reason).toMatchObject({ resumeAt });
  // It fires at none of the times at which it would have fired.
  expect(follows).not.toHaveProperty('nextFireAt');
  const why = (await get(`/schedules/${follows?.id}/explain`)).json<object>();
  expect(JSON.stringify(why)).toContain(resumeAt);
  const late = await change('pause', { resumeAt: '2020-01-01T00:00:00Z' });
  expect(late.json()).toMatchObject({ status: 400, errors: [{ pointer: '/resumeAt' }] });
  expect((await change('resume')).json()).not.toHaveProperty('pause');
});

it('is refused of what is not there, and in a form that it does not know', async () => {
  expect((await change('pause', {}, 'nightli')).json()).toMatchObject({ status: 404 });
  expect((await change('pause', { until: 'tomorrow' })).statusCode).toBe(400);
});
