import type { EngineStore, TaskDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };

const sub = (name: string): TaskDocument => ({ type: 'workflow', with: { workflow: name } });
const loop = (items: readonly unknown[] | string, more: object = {}, task: TaskDocument = call('ok')): TaskDocument =>
  ({ ...task, forEach: { items, ...more } }) as TaskDocument;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** How many children a run has, and how many runs say that they are its. */
async function counted(cluster: TestCluster, runId: string): Promise<readonly number[]> {
  const { rows } = await cluster.store.database.api.query(
    `select (select count(*)::int4 from run_child where parent_run_id = $1) children,
      (select count(*)::int4 from run_history where parent_run_id = $1) ended,
      (select count(*)::int4 from run_child where parent_run_id = $1 and state is null) uncounted`,
    [runId],
  );
  return [rows[0].children, rows[0].ended, rows[0].uncounted];
}

describe('child runs', () => {
  let cluster: TestCluster;
  let busy = 0;
  let busiest = 0;
  const calls = { startChildren: 0, countEnded: 0 };

  beforeAll(async () => {
    const handlers = {
      ok: () => ({}),
      fail: () => {
        throw new Error('no');
      },
      busy: async () => {
        busiest = Math.max(busiest, ++busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy -= 1;
        return {};
      },
    };
    const counting = (store: EngineStore): EngineStore => ({
      ...store,
      startChildren(batch) {
        calls.startChildren += 1;
        return store.startChildren(batch);
      },
      countEnded(runIds) {
        calls.countEnded += 1;
        return store.countEnded(runIds);
      },
    });
    cluster = await startTestCluster(handlers, { engine: counting });
    await (await cluster.addNode()).addWorker(handlers);
  });
  afterAll(() => cluster.stop());

  const run = async (document: WorkflowDocument): Promise<string> => {
    await cluster.publish(document);
    return cluster.start(document.name);
  };

  it('are started five hundred at a time, and counted a batch at a time', async () => {
    Object.assign(calls, { startChildren: 0, countEnded: 0 });
    const runId = await run(workflow('many', { each: loop(numbers(1_500)) }));
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await counted(cluster, runId)).toEqual([1_500, 1_500, 0]);
    // A look that another node was faster with is made again.
    expect(calls.startChildren).toBeLessThan(20);
    expect(calls.countEnded).toBeLessThan(1_000);
  });

  it('are never more than allowed at once, whichever node goes on with them', async () => {
    busiest = 0;
    const runId = await run(workflow('few', { each: loop(numbers(60), { max: 3 }, call('busy')) }));
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await counted(cluster, runId)).toEqual([60, 60, 0]);
    expect(busiest).toBeGreaterThan(0);
    expect(busiest).toBeLessThanOrEqual(3);
  });

  it('end as their workflows would by themselves, however they are nested', async () => {
    type Tree = { readonly leaf: boolean } | { readonly inner: readonly Tree[] };
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        fc.record({ leaf: fc.boolean() }),
        fc.record({ inner: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
      ),
    }));
    const succeeds = (one: Tree): boolean => ('leaf' in one ? one.leaf : one.inner.every(succeeds));
    let named = 0;
    /** Publishes the tree from its leaves up; the name of its workflow. */
    const publish = async (one: Tree): Promise<string> => {
      const inner = 'leaf' in one ? [] : one.inner;
      const tasks: Record<string, TaskDocument> = 'leaf' in one ? { leaf: call(one.leaf ? 'ok' : 'fail') } : {};
      for (const [no, child] of inner.entries()) tasks[`t${no}`] = sub(await publish(child));
      const name = `tree-${named++}`;
      await cluster.publish(workflow(name, tasks));
      return name;
    };
    await fc.assert(
      fc.asyncProperty(tree, async (one) => {
        const runId = await cluster.start(await publish(one));
        const { state } = await cluster.ended(runId);
        expect(state).toBe(succeeds(one) ? 'success' : 'failed');
        const { items } = await cluster.store.queries.children(TENANT, runId, { limit: 10 });
        const inner = 'leaf' in one ? [] : one.inner;
        expect(items.map((child) => child.state)).toEqual(
          inner.map((child) => (succeeds(child) ? 'success' : 'failed')),
        );
      }),
      { numRuns: 12 },
    );
  });
});

describe('child runs over a store that breaks', () => {
  const FAULTY = ['startChildren', 'countEnded', 'promote', 'endRuns'] as const;
  let cluster: TestCluster;
  let calls = 0;
  let faults = 0;

  /** Every third call fails, in turn before its commit and after it. */
  const breaking = (store: EngineStore): EngineStore => {
    const broken =
      (name: (typeof FAULTY)[number]) =>
      async (...args: never[]) => {
        const fails = ++calls % 3 === 0;
        if (fails && faults++ % 2 === 0) throw new Error(`${name} did not reach the store`);
        const answer = await (store[name] as (...of: never[]) => Promise<unknown>)(...args);
        if (fails) throw new Error(`the answer of ${name} was lost`);
        return answer;
      };
    return { ...store, ...Object.fromEntries(FAULTY.map((name) => [name, broken(name)])) };
  };

  beforeAll(async () => {
    cluster = await startTestCluster({ ok: () => ({}) }, { engine: breaking, healer: { everyMs: 100, graceMs: 0 } });
  });
  afterAll(() => cluster.stop());

  it('are started once and counted once', async () => {
    await cluster.publish(workflow('leaf', { a: call('ok'), b: call('ok', { needs: ['a'] }) }));
    await cluster.publish(
      workflow('broken', {
        first: call('ok'),
        each: { ...loop(numbers(12), { max: 4 }), needs: ['first'] },
        it: { ...sub('leaf'), needs: ['first'] },
      }),
    );
    const runId = await cluster.start('broken');
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await counted(cluster, runId)).toEqual([13, 13, 0]);
    expect(faults).toBeGreaterThan(2);
  });
});
