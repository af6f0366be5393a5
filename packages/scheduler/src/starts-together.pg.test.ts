/** What one request starts, and what it is answered when it is sent again. */
import type { AskResult, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster, type TestNode, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const EU = { region: 'eu' };
const US = { region: 'us' };

describe('runs that are started together', () => {
  let cluster: TestCluster;
  let other: TestNode;
  beforeAll(async () => {
    cluster = await startTestCluster({ note: () => ({}) });
    other = await cluster.addNode();
  });
  afterAll(() => cluster.stop());

  const document = (name: string, more: Partial<WorkflowDocument> = {}): WorkflowDocument =>
    workflow(name, { work: call('note') }, { params: { region: { type: 'string', default: 'cn' } }, ...more });
  const requestOf = (keys: Awaited<ReturnType<TestCluster['publish']>>) => ({
    scope: TEST_SCOPE,
    ...keys,
    logicalTime: undefined,
    triggerKind: 'api',
    actor: 'test',
  });
  const keyOf = (key: string, body = 0) => ({
    principal: 'test',
    route: 'POST /runs/batch',
    key,
    bodyHash: new Uint8Array(32).fill(body),
  });
  const idsOf = (results: readonly AskResult[]): readonly string[] =>
    results.map((result) => ('runId' in result ? result.runId : result.kind));
  const kindsOf = (results: readonly AskResult[]): readonly string[] => [...new Set(results.map(({ kind }) => kind))];
  const runsOf = async (name: string): Promise<number> =>
    (await cluster.store.queries.runs(TEST_SCOPE, { workflow: name, limit: 100 })).items.length;

  it('are made once for a key, whichever nodes are asked at once', async () => {
    const request = requestOf(await cluster.publish(document('once')));
    const answers = await Promise.all(
      [cluster, other, cluster, other].map(({ scheduler }) =>
        scheduler.starter.startMany(request, [EU, US, EU], keyOf('a')),
      ),
    );
    expect(new Set(answers.map((answer) => idsOf(answer).join()))).toHaveLength(1);
    expect(answers.flatMap(kindsOf).sort()).toEqual(['replayed', 'replayed', 'replayed', 'started']);
    const [ids = []] = answers.map(idsOf);
    for (const id of ids) expect(await cluster.ended(id)).toMatchObject({ state: 'success' });
    expect(await runsOf('once')).toBe(3);
  });

  it.each([
    ['of as many', [EU, US], {}],
    ['of one', [EU], {}],
    ['of a workflow that has become unique', [EU, US], { unique: { key: '${{ params.region }}' } }],
  ])('are refused for the key of another request %s, all of them', async (what, before, more) => {
    const name = `other_${what.replaceAll(' ', '_')}`;
    const { starter } = cluster.scheduler;
    await starter.startMany(requestOf(await cluster.publish(document(name))), before, keyOf(name));
    const then = requestOf(await cluster.publish(document(name, more)));
    expect(kindsOf(await starter.startMany(then, [US, EU, EU], keyOf(name, 1)))).toEqual(['key_reused']);
    expect(await runsOf(name)).toBe(before.length);
  });

  it('are all made again without a key', async () => {
    const request = requestOf(await cluster.publish(document('plain')));
    const { starter } = cluster.scheduler;
    for (const _ of [1, 2]) expect(kindsOf(await starter.startMany(request, [EU, US]))).toEqual(['started']);
    expect(await runsOf('plain')).toBe(4);
  });

  it('are none where the store refuses one of them', async () => {
    const request = requestOf(await cluster.publish(document('refused')));
    const { starter } = cluster.scheduler;
    await expect(starter.startMany(request, [EU, { region: 'a\u0000b' }], keyOf('c'))).rejects.toThrow();
    expect(await runsOf('refused')).toBe(0);
    const mended = await starter.startMany(request, [EU, US], keyOf('c', 1));
    expect(kindsOf(mended)).toEqual(['started']);
  });

  it.each([
    ['before its workflow takes one run for a region', {}, { unique: { key: '${{ params.region }}' } }],
    ['after it did', { unique: { key: '${{ params.region }}' } }, {}],
  ])('are those of the request that was sent first, %s', async (what, first, then) => {
    const name = what.startsWith('before') ? 'then_unique' : 'was_unique';
    const key = keyOf(name);
    const send = async (more: Partial<WorkflowDocument>) =>
      cluster.scheduler.starter.startMany(requestOf(await cluster.publish(document(name, more))), [EU, US], key);
    const started = await send(first);
    const again = await send(then);
    expect(kindsOf(started)).toEqual(['started']);
    expect(kindsOf(again)).toEqual(['replayed']);
    expect(idsOf(again)).toEqual(idsOf(started));
    expect(await runsOf(name)).toBe(2);
  });
});
