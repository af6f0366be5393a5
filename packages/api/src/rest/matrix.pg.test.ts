import { newRunId } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const task = { type: 'shell', with: { script: 'true' } };
const DOCUMENTS = [
  { kind: 'Workflow', name: 'two', tasks: { load: task, check: { ...task, needs: ['load'] } } },
  { kind: 'Workflow', name: 'one', tasks: { only: task } },
];

const { get, publish, query } = openedApi();
beforeAll(() => publish(...DOCUMENTS.map((document) => JSON.stringify(document))));

/** A finished run; `tasks` are the state codes of those that have a row, by number. */
async function ended(workflow: string, state: number, tasks: readonly number[]): Promise<void> {
  const id = newRunId();
  await query(
    `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
     select $1, v.key, w.key, w.tenant_key, w.project_key, d.environment_key, $3, now(), now(), 'manual', 'a', '{}'
     from workflow w join workflow_version v on v.workflow_key = w.key join deployment d on d.workflow_key = w.key where w.name = $2`,
    [id, workflow, state],
  );
  for (const [taskNo, code] of tasks.entries())
    await query(
      `insert into task_history (run_id, task_no, state, attempt_no, ended_at) values ($1, $2, $3, 1, now())`,
      [id, taskNo, code],
    );
}

const matrix = async (name: string) => (await get(`/workflows/default/${name}/matrix`)).json();

describe('the matrix of a workflow', () => {
  it('has a state for every task of every run, the newest run first', async () => {
    await ended('two', 10, [10, 10]);
    await ended('two', 11, [11, 13]);
    await ended('two', 12, [10]);
    const { tasks, runs } = await matrix('two');
    expect(tasks).toEqual(['load', 'check']);
    expect(runs.map(({ state, states }: { state: string; states: string[] }) => [state, ...states])).toEqual([
      ['stopped', 'success', 'pending'],
      ['failed', 'failed', 'upstream_failed'],
      ['success', 'success', 'success'],
    ]);
  });

  it('knows the task of a run of one task by the run', async () => {
    await ended('one', 11, []);
    expect((await matrix('one')).runs[0].states).toEqual(['failed']);
  });

  it('is of a workflow that is there', async () => {
    expect((await get('/workflows/default/none/matrix')).statusCode).toBe(404);
  });
});
