import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { harness, get, post } = openedApi();
const test = (body: Record<string, unknown>, headers = {}) => post('/tasks/test', { text: TEXT, ...body }, headers);

const TEXT = `kind: Workflow
name: written
params:
  region: { type: string, enum: [cn, eu], default: cn }
tasks:
  extract: { type: shell, with: { script: "true" }, outputs: { rows: integer } }
  ask: { type: approval, needs: [extract], with: { expires: 1h } }
  load:
    type: shell
    needs: [extract]
    with: { script: "true" }
    env: { ROWS: "\${{ tasks.extract.outputs.rows }}" }
  each: { type: shell, forEach: { items: "\${{ params.region }}" }, with: { script: "true" } }
  elsewhere: { type: shell, queue: not-there, with: { script: "true" } }
`;
const GOOD = TEXT.replace('queue: not-there, ', '');

describe('testing a task', () => {
  it('starts a run that says it is a test, which nobody may run again', async () => {
    const answer = await test({ text: GOOD, task: 'load', given: { extract: { outputs: { rows: 3 } } } });
    expect(answer.statusCode).toBe(201);
    const { id, ...run } = answer.json();
    expect(run).toMatchObject({
      workflow: 'written',
      version: 0,
      trigger: { kind: 'test', actor: 'admin' },
      params: { region: 'cn' },
      actions: { rerun: { allowed: false } },
    });
    const { items } = (await get('/workflows?text=written')).json();
    expect(items).toEqual([]);
    const again = await post(`/runs/${id}/rerun`, {});
    expect(again.json()).toMatchObject({ code: 'CONFLICT_STATE', detail: 'the run is a test of one task' });
  });

  it('shows the text that is tested, not the one that is published', async () => {
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text: GOOD }] });
    const text = GOOD.replace('script: "true"', 'script: "echo changed"');
    const { id } = (await test({ text, task: 'extract' })).json();
    const { items } = (await get(`/runs/${id}/tasks`)).json();
    const one = await get(`/task-runs/${items[0].id}?definition=true`);
    expect(one.json()).toMatchObject({ task: 'extract', definition: { with: { script: 'echo changed' } } });
  });

  it('is answered with the same run for the same key', async () => {
    const body = { text: GOOD, task: 'extract' };
    const first = await test(body, { 'idempotency-key': 'one' });
    const second = await test(body, { 'idempotency-key': 'one' });
    expect(second.json().id).toBe(first.json().id);
    expect((await test({ ...body, date: '2026-03-01' }, { 'idempotency-key': 'one' })).statusCode).toBe(422);
  });

  it.each([
    ['a type that no worker carries out', { task: 'ask' }, '/task', /"approval" cannot be tested.*shell/],
    ['a task that is not there', { task: 'lod' }, '/task', /no task "lod".*load/],
    ['a task of another map', { in: 'finally', task: 'load' }, '/task', /no task "load" in finally/],
    ['what it reads and is not given', { task: 'load' }, '/given/extract', /reads the task "extract": give/],
    ['what it does not read', { task: 'extract', given: { load: {} } }, '/given/load', /does not read the task "load"/],
    ['an item that is missing', { task: 'each' }, '/item', /once for each item/],
  ])('refuses %s and names the place', async (_what, body, pointer, message) => {
    const answer = await test({ text: GOOD, ...body });
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_REQUEST', errors: [{ pointer }] });
    expect(answer.json().detail).toMatch(message);
  });

  it('refuses a text that cannot be published, and params that no run could have', async () => {
    expect((await test({ task: 'extract' })).json()).toMatchObject({
      code: 'VALIDATION_DOCUMENT',
      errors: [{ code: 'VALIDATION_QUEUE', pointer: '/tasks/elsewhere/queue' }],
    });
    const wrong = await test({ text: GOOD, task: 'extract', params: { region: 'us' } });
    expect(wrong.json()).toMatchObject({ code: 'VALIDATION_PARAMS', errors: [{ pointer: '/params/region' }] });
  });

  it('takes params and results from a former run, where none are given', async () => {
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text: GOOD }] });
    const { id } = (await post('/runs', { workflow: 'written', params: { region: 'eu' } })).json();
    // It has not ended there.
    expect((await test({ text: GOOD, task: 'load', run: id })).json().errors).toMatchObject([
      { pointer: '/given/extract' },
    ]);
    const given = { extract: { outputs: { rows: 1 } } };
    const answer = await test({ text: GOOD, task: 'load', run: id, given });
    expect(answer.json()).toMatchObject({ params: { region: 'eu' }, version: 1 });
  });

  it('finds no run of another tenant', async () => {
    const { id } = (await post('/runs', { workflow: 'written' })).json();
    const stranger = { authorization: `Bearer ${await harness.strangersToken()}` };
    expect((await test({ text: GOOD, task: 'extract', run: id }, stranger)).statusCode).toBe(404);
  });

  it('leaves a row in the audit with its task and run', async () => {
    const { id } = (await test({ text: GOOD, task: 'extract' })).json();
    const { items } = (await get('/audit?action=task.test')).json();
    expect(items[0]).toMatchObject({ object: { name: 'written' }, after: { task: 'extract', run: id } });
  });
});
