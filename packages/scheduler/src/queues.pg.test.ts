/** Queues and placement against real servers and workers by hand, which end an attempt only when a test says so. */
import {
  explainTask,
  type Explanation,
  type PlanTask,
  type QueueDocument,
  type TaskDocument,
  type WorkflowDocument,
} from '@carillon/core';
import type { Assignment } from '@carillon/protocol/grpc';
import { startTestCluster, TEST_SCOPE, type TestCluster, type TestNode } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRawWorker, type RawWorker, type RawWorkerOptions } from './raw-worker.testing.ts';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const PATIENCE = { timeout: 10_000, interval: 20 };
const BY = { actor: 'li', reason: 'a look first', audit: { actor: 'li', via: 'token' as const } };

let cluster: TestCluster;
const workers: RawWorker[] = [];
let names = 0;

beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.stop());
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.close();
  for (const table of ['task_run', 'run', 'worker_lease', 'worker_session', 'queue'])
    await query(`delete from ${table}`);
  await cluster.store.engine.hint('queue');
});

const query = async (text: string, values: readonly unknown[] = []) =>
  (await cluster.store.database.api.query(text, [...values])).rows;
const fresh = (prefix: string): string => `${prefix}_${(names += 1)}`;

const connect = async (options: RawWorkerOptions = {}): Promise<RawWorker> => {
  const worker = await connectRawWorker(cluster.grpcPort, ['function:work'], options);
  workers.push(worker);
  return worker;
};

/** Publishes a workflow of one task, and how to start it. */
const flow = async (task: Partial<TaskDocument> = {}, more: Partial<WorkflowDocument> = {}) => {
  const name = fresh('flow');
  const document = workflow(name, { a: call('work', task) }, more);
  const keys = await cluster.publish(document);
  return { name, ...keys, start: (params?: Record<string, string>) => cluster.start(name, params) };
};
/** Where its worker is: it goes there without waiting in its lane, where nothing holds it. */
const startOn = async ({ scheduler }: TestNode, keys: Awaited<ReturnType<typeof flow>>): Promise<string> => {
  const { versionKey, workflowKey } = keys;
  const request = { scope: TEST_SCOPE, versionKey, workflowKey, params: {}, logicalTime: undefined };
  const started = await scheduler.starter.start({ ...request, triggerKind: 'manual', actor: 'test' });
  if (started.kind !== 'started') throw new Error(started.kind);
  return started.runId;
};
const startMany = async (start: () => Promise<string>, count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, start));

const describeQueues = async (...queues: readonly Partial<QueueDocument>[]): Promise<void> => {
  const given = queues.map((queue) => ({
    document: { kind: 'Queue', project: 'default', name: 'default', ...queue } as QueueDocument,
    hash: `${(names += 1)}`.padStart(64, '0'),
    author: 'a',
    message: '',
  }));
  await cluster.store.catalog.apply({ ...TENANT, environmentKey: 1 }, [], { queues: given });
};

const assigned = (worker: RawWorker, count: number): Promise<readonly Assignment[]> =>
  vi.waitFor(() => {
    const all = worker.assignments();
    if (all.length < count) throw new Error(`${all.length} of ${count} assignments`);
    return all;
  }, PATIENCE);

const why = async (runId: string): Promise<Explanation['answer']> => {
  const facts = await cluster.store.queries.facts(TENANT, runId);
  if (!facts) throw new Error('there is no run');
  return explainTask(facts, facts.plan.tasks.at(0) as PlanTask).answer;
};
const untilWhy = (runId: string, code: string): Promise<Explanation['answer']> =>
  vi.waitFor(async () => {
    const answer = await why(runId);
    if (answer.code !== code) throw new Error(`${answer.code}: ${JSON.stringify(answer.params)}`);
    return answer;
  }, PATIENCE);
/** A server that knows the queues as they are now, and one worker of it. */
const serverWith = async (options: RawWorkerOptions): Promise<{ node: TestNode; worker: RawWorker }> => {
  const node = await cluster.addNode();
  const worker = await connectRawWorker(node.grpcPort, ['function:work'], options);
  workers.push(worker);
  return { node, worker };
};

describe('a project', () => {
  it('with many queued tasks delays the first task of another by one task at most', async () => {
    const flood = await flow({}, { project: 'flood' });
    const newcomer = await flow({}, { project: 'newcomer' });
    await startMany(flood.start, 30);
    const worker = await connect({ slots: 2 });
    const first = (await assigned(worker, 2)).at(0) as Assignment;
    const runId = await newcomer.start();
    const answer = await untilWhy(runId, 'NO_CAPACITY');
    expect(answer.params).toMatchObject({ busy: expect.anything() });
    worker.report(first);
    const given = await assigned(worker, 3);
    expect(given[2]?.runId).toBe(runId);
  });

  it('that has more of a queue waits behind others, and is told so', async () => {
    const rich = await flow({}, { project: 'rich' });
    const poor = await flow({}, { project: 'poor' });
    const worker = await connect({ slots: 2 });
    const running = await startMany(rich.start, 2);
    await assigned(worker, 2);
    const [waiting] = (await startMany(rich.start, 1)) as [string];
    await startMany(poor.start, 2);
    const answer = await untilWhy(waiting, 'FAIR_SHARE');
    expect(answer.params).toMatchObject({ queue: 'default', who: 'default/poor', ahead: 1 });
    expect(running).toHaveLength(2);
  });
});

describe('a worker that somebody drains', () => {
  it('is given nothing more, which waiting tasks are told, and work again when it is resumed', async () => {
    const { start } = await flow();
    const worker = await connect({ slots: 16 });
    expect(await cluster.store.queues.drainWorker(TENANT, worker.sessionId, BY)).toBe(true);
    // Runs that began before every server had heard of it are still given to it.
    const waiting = await vi.waitFor(async () => {
      const runId = await start();
      const { code, params } = await why(runId);
      expect([code, params?.['draining']]).toEqual(['NO_CAPABLE_WORKER', 1]);
      return runId;
    }, PATIENCE);
    expect(worker.assignments().map(({ runId }) => runId)).not.toContain(waiting);
    expect(await cluster.store.queues.resumeWorker(TENANT, worker.sessionId, BY)).toBe(true);
    await vi.waitFor(() => expect(worker.assignments().map(({ runId }) => runId)).toContain(waiting), PATIENCE);
    expect(
      await query(
        `select action, object_name is not null named, reason from audit where object_kind = 'worker' order by seq`,
      ),
    ).toEqual([
      { action: 'worker.drain', named: true, reason: BY.reason },
      { action: 'worker.resume', named: true, reason: BY.reason },
    ]);
  });

  it('is no longer there once it has said goodbye', async () => {
    expect(await cluster.store.queues.drainWorker(TENANT, '01a0dfca-e45f-7000-8000-000000000000', BY)).toBe(false);
  });
});

describe('a queue', () => {
  it('that is paused gives nothing to workers, says so, and goes on when it is resumed', async () => {
    await describeQueues({ name: 'nightly' });
    const nightly = await flow({ queue: 'nightly' });
    const other = await flow();
    await cluster.store.queues.pauseQueue(TENANT, 'nightly', BY);
    const { node, worker } = await serverWith({ slots: 2 });
    const held = await startOn(node, nightly);
    const answer = await untilWhy(held, 'PAUSED');
    expect(answer).toMatchObject({
      params: { level: 'queue', queue: 'nightly', actor: 'li', message: 'a look first' },
      fix: { command: 'carillon queue resume nightly' },
    });
    const free = await startOn(node, other);
    const given = await assigned(worker, 1);
    expect(given.map(({ runId }) => runId)).toEqual([free]);
    await cluster.store.queues.resumeQueue(TENANT, 'nightly', BY);
    expect((await assigned(worker, 2))[1]?.runId).toBe(held);
  });

  it('never passes its maximum, on the direct way either, and says who holds it', async () => {
    await describeQueues({ name: 'small', maxShare: '50%' });
    const small = await flow({ queue: 'small' }, { project: 'etl' });
    const { node, worker } = await serverWith({ slots: 4 });
    const runs: string[] = [];
    for (let i = 0; i < 3; i++) runs.push(await startOn(node, small));
    const given = await assigned(worker, 2);
    const held = runs.find((id) => !given.some(({ runId }) => runId === id)) as string;
    const answer = await untilWhy(held, 'QUOTA');
    expect(answer.params).toMatchObject({ queue: 'small', used: '50%', max: '50%' });
    expect(answer.evidence).toEqual([{ kind: 'fact', name: 'default/etl', is: 'holds', params: { running: 2 } }]);
    expect(worker.assignments()).toHaveLength(2);
    worker.report(given.at(0) as Assignment);
    expect((await assigned(worker, 3))[2]?.runId).toBe(held);
  });
});

describe('placement', () => {
  it('goes to workers with the labels alone, and tells what each lacks', async () => {
    const { start } = await flow({ workers: { labels: { zone: ['a', 'b'], disk: 'ssd' } } });
    const wrong = await connect({ name: 'wrong', labels: { zone: 'c', disk: 'ssd' } });
    const runId = await start();
    const answer = await untilWhy(runId, 'NO_CAPABLE_WORKER');
    expect(answer.params).toMatchObject({ lackingLabel: 1 });
    expect(answer.evidence[0]).toMatchObject({ name: 'wrong', is: 'lacks_label', params: { lacks: 'zone' } });
    const right = await connect({ name: 'right', labels: { zone: 'b', disk: 'ssd' } });
    expect((await assigned(right, 1))[0]?.runId).toBe(runId);
    expect(wrong.assignments()).toEqual([]);
  });

  it('never over-commits a worker, also not one whose session goes on', async () => {
    const { start } = await flow({ resources: { cpu: 1 } });
    const resources = { cpu: 2_000 };
    const worker = await connect({ name: 'two-cores', slots: 8, resources });
    await startMany(start, 4);
    await assigned(worker, 2);
    worker.close();
    const again = await connect({ name: 'two-cores', slots: 6, resources, sessionId: worker.sessionId });
    const [waiting] = (await query('select run_id from task_run where state = 1')) as [{ run_id: string }];
    const answer = await untilWhy(waiting.run_id, 'NO_CAPACITY');
    expect(answer.params).toMatchObject({ short: 'cpu' });
    const resent = await assigned(again, 2);
    expect(await query('select 1 from task_run where state = 2')).toHaveLength(2);
    again.report(resent.at(0) as Assignment);
    await assigned(again, 3);
    await vi.waitFor(
      async () => expect(await query('select 1 from task_run where state = 2')).toHaveLength(2),
      PATIENCE,
    );
  });

  it('refuses what no worker has: the explanation names the resource', async () => {
    const { start } = await flow({ resources: { gpu: 1, memory: '1Gi' } });
    await connect({ name: 'small', resources: { memory: 2 ** 30 } });
    const answer = await untilWhy(await start(), 'NO_CAPABLE_WORKER');
    expect(answer.params).toMatchObject({ lackingResource: 1, asks: 'memory 1Gi, gpu 1' });
    expect(answer.evidence[0]).toMatchObject({ is: 'lacks_resource', params: { lacks: 'gpu' } });
  });

  it('keeps the tasks of one key at one worker, as long as it is there', async () => {
    const { start } = await flow(
      { workers: { sticky: '${{ params.shop }}', strategy: 'consistent_hash' } },
      { params: { shop: { type: 'string' } } },
    );
    const both = [await connect({ name: 'w1', slots: 20 }), await connect({ name: 'w2', slots: 20 })];
    for (let i = 0; i < 12; i++) await start({ shop: `shop-${i % 4}` });
    await vi.waitFor(() => {
      if (both.flatMap((worker) => worker.assignments()).length < 12) throw new Error('not all are given');
    }, PATIENCE);
    const shops = both.map((worker) => new Set(worker.assignments().map(({ params }) => JSON.parse(params).shop)));
    for (const shop of shops.at(0) as Set<string>) expect(shops[1]).not.toContain(shop);
    expect((shops.at(0) as Set<string>).size + (shops.at(1) as Set<string>).size).toBe(4);
  });

  it('sends what is pinned by an expression to the worker of that name', async () => {
    const { start } = await flow(
      { workers: { strategy: 'pinned', labels: { 'carillon/worker': '${{ params.where }}' } } },
      { params: { where: { type: 'string' } } },
    );
    const [one, two] = [await connect({ name: 'w1' }), await connect({ name: 'w2' })];
    const runId = await start({ where: 'w2' });
    expect((await assigned(two, 1))[0]?.runId).toBe(runId);
    expect(one.assignments()).toEqual([]);
  });

  it('takes turns with round_robin, and fills the first with failover', async () => {
    const turns = await flow({ workers: { strategy: 'round_robin' } });
    const order = await flow({ workers: { strategy: 'failover', prefer: [{ labels: { main: 'yes' }, weight: 10 }] } });
    const main = await connect({ name: 'z-main', slots: 4, labels: { main: 'yes' } });
    const spare = await connect({ name: 'a-spare', slots: 4 });
    for (let i = 0; i < 4; i++) await turns.start();
    await Promise.all([assigned(main, 2), assigned(spare, 2)]);
    for (let i = 0; i < 3; i++) await order.start();
    await Promise.all([assigned(main, 4), assigned(spare, 3)]);
  });
});
