import { newRunId } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const DOCUMENT = {
  kind: 'Workflow',
  name: 'orders',
  tasks: {
    load: { type: 'shell', with: { script: 'true' } },
    check: { type: 'shell', with: { script: 'true' }, needs: ['load'] },
    optional: { type: 'shell', with: { script: 'true' }, allowFailure: true },
  },
};
const [LOAD, CHECK, OPTIONAL] = [0, 1, 2];
const MINUTE_MS = 60_000;

const { harness, get: ask, publish, query } = openedApi();
let columns: Record<string, unknown>;
beforeAll(async () => {
  await publish(JSON.stringify(DOCUMENT));
  const { rows } = await query(
    `select v.key version_key, w.key workflow_key, w.tenant_key, w.project_key, d.environment_key
     from workflow w join workflow_version v on v.workflow_key = w.key join deployment d on d.workflow_key = w.key`,
  );
  columns = { ...rows[0], trigger_kind: 'manual', actor: 'test', params: {} };
});

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, place) => `$${place + 1}`);
  await query(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
}

async function ended(state: number, reason: object | null, minutesAgo: number): Promise<string> {
  const at = new Date(Date.now() - minutesAgo * MINUTE_MS);
  const id = newRunId();
  await insert('run_history', { ...columns, id, state, reason, created_at: at, ended_at: at });
  return id;
}

const endedTask = (run_id: string, task_no: number, state: number, reason: object | null = null) =>
  insert('task_history', { run_id, task_no, state, reason, attempt_no: 1, ended_at: new Date() });

const get = async (path: string) => (await ask(path)).json();

describe('the overview', () => {
  it('groups failed runs by the task and the error that failed them, and folds what never ran', async () => {
    for (const [minutesAgo, port] of [
      [30, 5432],
      [10, 5433],
    ] as const) {
      const id = await ended(11, { code: 'TASK_FAILED', params: { task: 'load' } }, minutesAgo);
      await endedTask(id, OPTIONAL, 11, { code: 'EXIT_CODE', params: { exitCode: 3 } });
      await endedTask(id, LOAD, 11, { code: 'USER_ERROR', params: { message: `refused ${port}` } });
      await endedTask(id, CHECK, 13);
    }
    await ended(10, null, 5);
    await ended(11, { code: 'RUN_TIMEOUT' }, 20);

    const overview = await get('/overview?project=default');
    expect(overview.ended).toEqual({ counts: { success: 1, failed: 3 }, isPartial: false });
    expect(overview.failures).toMatchObject([
      { workflow: 'orders', task: 'load', runs: 2, cascade: 2, reason: { code: 'USER_ERROR' } },
      { workflow: 'orders', task: '', runs: 1, cascade: 0, reason: { code: 'RUN_TIMEOUT' } },
    ]);
    expect(overview.failures[0].reason.params).toEqual({ message: 'refused 5433' });
  });

  it('leads to lists of as many runs as each of its numbers tells', async () => {
    await ended(11, { code: 'RUN_TIMEOUT' }, 20 * 60);
    const { since, ended: of, failures } = await get('/overview?project=default');
    const listed = async (words: string): Promise<number> =>
      (await get(`/runs?project=default&endedAfter=${since}&${words}`)).items.length;
    for (const state of ['success', 'failed', 'stopped'])
      expect(await listed(`state=${state}`)).toBe(of.counts[state] ?? 0);
    expect(failures).toHaveLength(2);
    for (const { workflow, fingerprint, runs, isPartial } of failures) {
      expect(isPartial).toBe(false);
      expect(await listed(`state=failed&workflow=${workflow}&fingerprint=${fingerprint}`)).toBe(runs);
    }
  });

  it('counts open runs by state, and leaves parts and other projects out', async () => {
    const { trigger_kind, actor, params, ...place } = columns;
    const open = { ...place, trigger_kind, actor, params, state: 3, open: 1, priority: 50, paused_at: new Date() };
    await insert('run', { ...open, id: newRunId() });
    await insert('run', { ...open, id: newRunId(), part: true });
    expect((await get('/overview')).open.counts).toEqual({ paused: 1 });
    expect((await get('/overview?project=other')).open.counts).toEqual({});
  });

  it('tells what has waited, by what holds it, also of parts of runs', async () => {
    const { items } = await get('/overview/waiting?minutes=0');
    expect(items).toMatchObject([{ code: 'PAUSED', runs: 2, tasks: 0, workflow: 'orders', project: 'default' }]);
    expect((await get('/overview/waiting')).items).toEqual([]);
  });

  it('lists promises that are broken or at risk', async () => {
    const run_id = await ended(10, null, 1);
    const promise = { ...placeOf(), run_id, workflow_key: columns['workflow_key'], term: new Date() };
    await insert('sla_term', { ...promise, task_no: -1, kind: 'finish_by', missed_at: new Date() });
    await insert('sla_term', {
      ...promise,
      task_no: LOAD,
      kind: 'start_by',
      due_at: new Date(),
      predicted_at: new Date(),
    });
    await insert('sla_term', { ...promise, task_no: CHECK, kind: 'start_by', due_at: new Date() });
    const { promises } = await get('/overview?hours=24');
    expect(promises).toMatchObject([{ task: 'load', kind: 'start_by' }, { kind: 'finish_by' }]);
    expect(promises[1]).not.toHaveProperty('task');
  });

  it('is of the caller’s tenant alone', async () => {
    const token = await harness.strangersToken();
    const answer = await harness.app.inject({ url: `${V1}/overview`, headers: { authorization: `Bearer ${token}` } });
    expect(answer.json()).toMatchObject({ open: { counts: {} }, ended: { counts: {} }, failures: [], promises: [] });
  });
});

function placeOf(): Record<string, unknown> {
  const { tenant_key, project_key, environment_key } = columns;
  return { tenant_key, project_key, environment_key };
}
