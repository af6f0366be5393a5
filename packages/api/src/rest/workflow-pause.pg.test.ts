import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../test/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  const text = `kind: Workflow
name: nightly
schedules:
  first: { every: 1h }
  second: { every: 2h }
tasks:
  a: { type: noop }
`;
  const applied = await harness.ask({
    method: 'POST',
    url: '/api/v1/documents/apply',
    json: { documents: [{ path: 'nightly.yaml', text }] },
  });
  if (applied.statusCode !== 200) throw new Error(applied.body);
});
afterAll(() => harness.close());

const change = (verb: string, json: object = {}, name = 'nightly') =>
  harness.ask({ method: 'POST', url: `/api/v1/workflows/default/${name}/${verb}`, json });
const schedules = async () =>
  (await harness.ask({ url: '/api/v1/schedules' }))
    .json<{ items: { id: string; name: string; state: string; reason?: { code: string } }[] }>()
    .items.map(({ name, state, reason }) => [name, state, reason?.code]);

it('lets all schedules rest, each keeping its own state, and says so in the audit', async () => {
  const [first] = (await harness.ask({ url: '/api/v1/schedules' })).json<{ items: { id: string }[] }>().items;
  await harness.ask({ method: 'POST', url: `/api/v1/schedules/${first?.id}/pause`, json: {} });
  const own = await schedules();
  expect((await change('pause', { reason: 'the source moves' })).json()).toMatchObject({ paused: true });
  expect((await schedules()).map(([, , code]) => code)).toContain('WORKFLOW_PAUSED');
  expect((await change('pause')).statusCode).toBe(200);
  expect((await change('resume')).json()).not.toHaveProperty('paused');
  expect(await schedules()).toEqual(own);

  const { items } = (await harness.ask({ url: '/api/v1/audit?action=workflow.pause' })).json<{ items: object[] }>();
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
  const { items } = (await harness.ask({ url: '/api/v1/schedules' })).json<{
    items: { id: string; reason?: { code: string } }[];
  }>();
  const follows = items.find(({ reason }) => reason?.code === 'WORKFLOW_PAUSED');
  expect(follows?.reason).toMatchObject({ resumeAt });
  // It fires at none of the times at which it would have fired.
  expect(follows).not.toHaveProperty('nextFireAt');
  const why = (await harness.ask({ url: `/api/v1/schedules/${follows?.id}/explain` })).json<object>();
  expect(JSON.stringify(why)).toContain(resumeAt);
  const late = await change('pause', { resumeAt: '2020-01-01T00:00:00Z' });
  expect(late.json()).toMatchObject({ status: 400, errors: [{ pointer: '/resumeAt' }] });
  expect((await change('resume')).json()).not.toHaveProperty('pause');
});

it('is refused of what is not there, and in a form that it does not know', async () => {
  expect((await change('pause', {}, 'nightli')).json()).toMatchObject({ status: 404 });
  expect((await change('pause', { until: 'tomorrow' })).statusCode).toBe(400);
});
