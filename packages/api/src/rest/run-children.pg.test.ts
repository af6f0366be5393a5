import { formatId, parseId } from '@carillon/core';
import type { PageOf, Run, TaskRun } from '@carillon/protocol';
import { newRunId } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

describe('runs that a task was carried out by', () => {
  const { get, read, publish, query, startPipeline } = openedApi();
  let runId: string;
  const items = ['cn', 'eu', 'us'];
  let children: readonly string[];

  beforeAll(async () => {
    await publish(PIPELINE);
    runId = await startPipeline();
    const parent = parseId('run', runId) as string;
    children = items.map(() => newRunId());
    // As the engine leaves them: two parts that have ended, one that failed.
    await query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
         trigger_kind, actor, params, parent_run_id, part, attempt_no)
       select c.id, r.version_key, r.workflow_key, r.tenant_key, r.project_key, r.environment_key, c.state, now(), now(), 'parent', 'admin', '{}',
         $1, true, 1
       from run r, unnest($2::uuid[], '{10,11,10}'::int2[]) c (id, state) where r.id = $1`,
      [parent, children],
    );
    await query(
      `insert into run_child (parent_run_id, parent_no, attempt_no, round, position, run_id, task, depth, state, awaited, item)
       select $1, 0, 1, 0, n - 1, id, 'extract', 1, state, true, to_jsonb(item)
       from unnest($2::uuid[], '{10,11,10}'::int2[], $3::text[]) with ordinality c (id, state, item, n)`,
      [parent, children, items],
    );
  });

  const idsOf = (page: PageOf<Run>) => page.items.map(({ id }) => parseId('run', id));

  it('are listed in the order of their places, page by page', async () => {
    const first = await read<PageOf<Run>>(`/runs/${runId}/children?limit=2`);
    expect(idsOf(first)).toEqual(children.slice(0, 2));
    expect(first.items[1]?.parent).toMatchObject({ runId, isPart: true, round: 0, index: 1, item: 'eu' });
    const rest = await read<PageOf<Run>>(`/runs/${runId}/children?limit=2&cursor=${first.nextCursor}`);
    expect([idsOf(rest), rest.nextCursor]).toEqual([children.slice(2), undefined]);
  });

  it('are listed by state and by task, and a task that is not there is named', async () => {
    expect(idsOf(await read(`/runs/${runId}/children?state=failed`))).toEqual([children[1]]);
    const refused = await get(`/runs/${runId}/children?task=nobody`);
    expect([refused.statusCode, refused.json().detail]).toEqual([400, expect.stringContaining('nobody')]);
  });

  it('stand behind their task when they are asked for, and are counted there always', async () => {
    const { items: tasks } = await read<PageOf<TaskRun>>(`/runs/${runId}/tasks`);
    const { items: all } = await read<PageOf<TaskRun>>(`/runs/${runId}/tasks?items=true`);
    expect(all.length).toBe(tasks.length + 3);
    expect(all[0]?.children).toEqual({ rounds: 1, open: 0, success: 2, failed: 1, stopped: 0 });
    expect(all[2]).toMatchObject({
      runId: formatId('run', children.at(1) as string),
      state: 'failed',
      attempt: 1,
      index: 1,
      item: 'eu',
      round: 0,
    });
  });

  it('are in lists of runs only when these are asked for', async () => {
    expect(idsOf(await read('/runs'))).toEqual([parseId('run', runId)]);
    expect(new Set(idsOf(await read('/runs?children=true')))).toEqual(new Set([...children, parseId('run', runId)]));
  });

  it('say whose they are', async () => {
    const part = await read<Run>(`/runs/${formatId('run', children.at(0) as string)}`);
    expect(part).toMatchObject({ trigger: { kind: 'parent' }, parent: { runId, isPart: true, index: 0, item: 'cn' } });
  });
});
