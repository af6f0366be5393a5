import { type GivenTask, TEST_TRIGGER, testDocument, testedTask, type WorkflowDocument } from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: TEST_SCOPE.tenantKey };
const PLACE = { ...TENANT, environmentKey: TEST_SCOPE.environmentKey };

describe('a test of one task', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      rows: (params) => ({ rows: params['rows'] ?? null }),
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  const test = async (document: WorkflowDocument, task: string, given: Record<string, GivenTask> = {}) => {
    const tested = testedTask(document, { in: 'tasks', task });
    if ('problem' in tested) throw new Error(tested.problem);
    const { store, scheduler } = cluster;
    const version = await store.catalog.addTest(PLACE, {
      document: testDocument(document, tested, { tasks: given }),
      files: {},
      hash: '00',
      author: 'zhao',
    });
    const { scope, workflowKey, versionKey } = version;
    const asked = { scope, workflowKey, versionKey, params: {}, logicalTime: undefined, actor: 'zhao' };
    const started = await scheduler.starter.start({ ...asked, triggerKind: TEST_TRIGGER, isTest: true });
    if (started.kind !== 'started') throw new Error(started.kind);
    return { ...(await cluster.ended(started.runId)), number: version.number };
  };

  const documentOf = (name: string) =>
    workflow(
      name,
      {
        extract: call('rows'),
        load: call('rows', { needs: ['extract'], params: { rows: '${{ tasks.extract.outputs.rows + 1 }}' } }),
        broken: call('fail', { needs: ['load'], retry: { max: 9, initial: '1s' } }),
      },
      { sla: { finishBy: '00:01' } },
    );

  it('reads what it is given in the place of its upstreams', async () => {
    const run = await test(documentOf('never_published'), 'load', { extract: { outputs: { rows: 41 } } });
    expect(run).toMatchObject({ state: 'success', triggerKind: 'test', output: { rows: 42 }, number: 0 });
  });

  it('fails at its first failure', async () => {
    const run = await test(documentOf('never_published'), 'broken');
    expect(run).toMatchObject({ state: 'failed', attempt: 1 });
  });

  it('is in no list and no figure of the workflow, and leaves its versions alone', async () => {
    const document = documentOf('counted');
    await cluster.publish(document);
    const real = await cluster.start('counted');
    await cluster.ended(real);
    const { id, number, slaMissed } = await test(document, 'load', { extract: { outputs: { rows: 1 } } });
    expect({ number, slaMissed }).toEqual({ number: 1, slaMissed: false });
    const { catalog, queries } = cluster.store;
    const listed = await queries.runs(PLACE, { project: 'default', workflow: 'counted', limit: 10 });
    expect(listed.items.map((run) => run.id)).toEqual([real]);
    const all = await queries.runs(PLACE, { workflow: 'counted', children: true, limit: 10 });
    expect(all.items.map((run) => run.id)).toEqual([id, real]);
    expect((await catalog.versions(TENANT, 'default', 'counted', { limit: 10 }))?.items).toHaveLength(1);
    expect((await catalog.workflow(PLACE, 'default', 'counted'))?.lastRuns.map((run) => run.id)).toEqual([real]);
    expect(await catalog.workflow(PLACE, 'default', 'never_published')).toBeUndefined();
  });

  it('carries the mark by which alerts leave it out', async () => {
    const { id } = await test(documentOf('never_published'), 'broken');
    const sql = 'select part, parent_run_id from run_history where id = $1';
    const { rows } = await cluster.store.database.api.query(sql, [id]);
    expect(rows).toEqual([{ part: true, parent_run_id: null }]);
  });

  it('is not run again as a run of its workflow', async () => {
    const { id } = await test(documentOf('never_published'), 'broken');
    const again = await cluster.scheduler.controller.rerun(TENANT, id, { selection: { kind: 'all' }, actor: 'zhao' });
    expect(again).toEqual({ kind: 'part', of: id });
  });
});
