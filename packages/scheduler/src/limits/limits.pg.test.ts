import { explainRun, formatId, type WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from '../workflows.testing.ts';

/** Tells how many handlers of a key run at once, and lets them go one by one. */
function createGates() {
  const waiting: (() => void)[] = [];
  let live = 0;
  let most = 0;
  return {
    most: () => most,
    live: () => live,
    async enter(signal: AbortSignal): Promise<Record<string, never>> {
      live += 1;
      most = Math.max(most, live);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => resolve());
      });
      live -= 1;
      return {};
    },
    release(): void {
      waiting.shift()?.();
    },
    open(): void {
      for (const go of waiting.splice(0)) go();
    },
  };
}

describe('limits', () => {
  let cluster: TestCluster;
  let gates = createGates();

  beforeAll(async () => {
    cluster = await startTestCluster({
      gate: (_, { signal }) => gates.enter(signal),
      ok: () => ({}),
      flaky: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  const rows = async (text: string, values: readonly unknown[] = []): Promise<readonly unknown[][]> =>
    (await cluster.store.database.api.query({ text, values: [...values], rowMode: 'array' })).rows;
  const slots = async (): Promise<number> => Number((await rows('select count(*) from limit_slot'))[0]?.[0]);
  const publish = async (document: WorkflowDocument): Promise<WorkflowDocument> => {
    gates = createGates();
    await cluster.publish(document);
    return document;
  };
  const startMany = (name: string, count: number): Promise<readonly string[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => cluster.start(name, { region: `r${i % 2}` })));
  const drain = async (ids: readonly string[]): Promise<void> => {
    const opening = setInterval(() => gates.open(), 5);
    try {
      await Promise.all(ids.map((id) => cluster.ended(id)));
    } finally {
      clearInterval(opening);
    }
  };
  const nothingHeld = (): Promise<void> =>
    vi.waitFor(async () => {
      expect(await slots()).toBe(0);
      expect(await rows('select * from limit_wait')).toEqual([]);
    });

  it('let no more task runs run at once than max, for each value of the key', async () => {
    await publish(
      workflow(
        'by_region',
        { work: call('gate', { concurrency: { max: 2, key: '${{ params.region }}' } }) },
        { params: { region: { type: 'string' } } },
      ),
    );
    const ids = await startMany('by_region', 10);
    await vi.waitFor(() => expect(gates.live()).toBe(4));
    await vi.waitFor(async () => expect(await rows('select * from limit_wait')).toHaveLength(6));
    const [next] = await rows('select run_id from limit_wait order by rank limit 1');
    const held = (await cluster.tasks(next?.[0] as string))['work'];
    expect(held).toMatchObject({ state: 'queued', reason: { code: 'CONCURRENCY_LIMIT', params: { max: 2 } } });
    await drain(ids);
    expect(gates.most()).toBe(4);
    await nothingHeld();
  });

  it('grant a freed slot at once, to whom is next', async () => {
    await publish(workflow('one_by_one', { work: call('gate', { concurrency: { max: 1 } }) }));
    const [first, second] = [await cluster.start('one_by_one'), await cluster.start('one_by_one')];
    await vi.waitFor(() => expect(gates.live()).toBe(1));
    gates.release();
    await cluster.ended(first);
    await vi.waitFor(() => expect(gates.live()).toBe(1));
    await drain([second]);
    expect(gates.most()).toBe(1);
  });

  it('hold a task of several until all its limits grant', async () => {
    const limited = (name: string, tasks: WorkflowDocument['tasks']): Promise<WorkflowDocument> =>
      publish(workflow(name, tasks));
    await limited('pair', {
      a: call('gate', { concurrency: { max: 1 }, rate: { limit: 1000, per: '1s', burst: 1000 } }),
      b: call('gate', { needs: ['a'], concurrency: { max: 1 } }),
    });
    const ids = await startMany('pair', 4);
    await drain(ids);
    expect(gates.most()).toBeLessThanOrEqual(2);
    for (const id of ids) expect(states(await cluster.tasks(id))).toEqual({ a: 'success', b: 'success' });
    await nothingHeld();
  });

  it('give the slot up between two tries', async () => {
    await publish(
      workflow('flaky', {
        work: call('flaky', { concurrency: { max: 1 }, retry: { max: 1, backoff: 'fixed', initial: '1h' } }),
      }),
    );
    const id = await cluster.start('flaky');
    await vi.waitFor(async () => expect((await cluster.tasks(id))['work']?.state).toBe('retrying'));
    expect(await slots()).toBe(0);
    await cluster.scheduler.controller.retryNow(TEST_SCOPE, id, 0, { actor: 'test' });
    expect(await cluster.ended(id)).toMatchObject({ state: 'failed' });
    await nothingHeld();
  });

  it('give up the places and slots of what is stopped or paused, and take a place again on resume', async () => {
    await publish(workflow('held', { work: call('gate', { concurrency: { max: 1 } }) }));
    const [first, second, third] = [
      await cluster.start('held'),
      await cluster.start('held'),
      await cluster.start('held'),
    ];
    await vi.waitFor(async () => expect(await rows('select * from limit_wait')).toHaveLength(2));
    const by = { actor: 'test', reason: { code: 'STOPPED_BY_USER' } } as const;
    await cluster.scheduler.controller.stop(TEST_SCOPE, second, by);
    await cluster.scheduler.controller.pause(TEST_SCOPE, third, { actor: 'test' });
    expect(await rows('select * from limit_wait')).toEqual([]);
    await drain([first]);
    expect(await slots()).toBe(0);
    await cluster.scheduler.controller.resume(TEST_SCOPE, third, { actor: 'test' });
    await vi.waitFor(() => expect(gates.live()).toBe(1));
    await drain([third]);
    await nothingHeld();
  });

  it('start no faster than a rate', async () => {
    await publish(workflow('paced', { work: call('ok', { rate: { limit: 20, per: '1s' } }) }));
    const ids = await startMany('paced', 8);
    await Promise.all(ids.map((id) => cluster.ended(id)));
    const times = (await rows('select ready_at, started_at from run_history where id = any($1::uuid[])', [ids])).length;
    expect(times).toBe(8);
    const tat = await rows("select tat_ms from limit_key where name = 'paced/work'");
    const [first] = await rows('select min(created_at) from run_history where id = any($1::uuid[])', [ids]);
    const spentMs = Number(tat[0]?.[0]) - Number(first?.[0]);
    expect(spentMs).toBeGreaterThanOrEqual(8 * 50);
  });

  it('skip a task that a limit does not let wait', async () => {
    const work = call('gate', { concurrency: { max: 1, onLimit: 'skip' } });
    await publish(workflow('skipping', { work, other: call('ok') }));
    const first = await cluster.start('skipping');
    await vi.waitFor(() => expect(gates.live()).toBe(1));
    const second = await cluster.start('skipping');
    expect(await cluster.ended(second)).toMatchObject({ state: 'success' });
    expect((await cluster.tasks(second))['work']).toMatchObject({
      state: 'skipped',
      reason: { code: 'CONCURRENCY_LIMIT' },
    });
    await drain([first]);
  });

  describe('explained', () => {
    const why = async (id: string) => {
      const facts = await cluster.store.queries.facts(TEST_SCOPE, id);
      if (!facts) throw new Error('no such run');
      const { own, waiting } = explainRun(facts);
      return own ?? waiting[0]?.answer;
    };

    it('name who holds the slot, since when, and the place in line', async () => {
      await publish(workflow('why_task', { work: call('gate', { concurrency: { max: 1 } }) }));
      const first = await cluster.start('why_task');
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      const [second, third] = [await cluster.start('why_task'), await cluster.start('why_task')];
      await vi.waitFor(async () => expect(await rows('select * from limit_wait')).toHaveLength(2));
      const holder = formatId('run', first);
      const params = { limit: 'why_task/work', max: 1, holders: holder };
      expect(await why(second)).toMatchObject({ code: 'CONCURRENCY_LIMIT', verdict: 'block', params });
      expect(await why(third)).toMatchObject({
        code: 'CONCURRENCY_LIMIT',
        params: { ...params, ahead: 1 },
        evidence: [
          { kind: 'run', name: holder, is: 'holds', params: { since: expect.any(String) } },
          { kind: 'fact', name: 'position', is: '2' },
        ],
        fix: { action: 'show_limit' },
      });
      await drain([first, second, third]);
      // With ends to judge by, the next one is told when its turn is expected.
      const [fourth, fifth] = [await cluster.start('why_task'), await cluster.start('why_task')];
      await vi.waitFor(async () => expect((await why(fifth))?.eta).toBeInstanceOf(Date));
      await drain([fourth, fifth]);
    });

    it('say when a rate lets the next one through', async () => {
      await publish(workflow('why_rate', { work: call('ok', { rate: { limit: 1, per: '1h' } }) }));
      await cluster.ended(await cluster.start('why_rate'));
      const second = await cluster.start('why_rate');
      await vi.waitFor(async () => expect((await why(second))?.code).toBe('RATE_LIMIT'));
      const { params, eta } = (await why(second)) ?? {};
      expect(params).toMatchObject({ limit: 'why_rate/work', until: expect.any(String) });
      expect(eta?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
      const by = { actor: 'test', reason: { code: 'STOPPED_BY_USER' } } as const;
      await cluster.scheduler.controller.stop(TEST_SCOPE, second, by);
    });

    it('hold a run as a whole, and say what is collected', async () => {
      await publish(workflow('why_run', { work: call('gate') }, { concurrency: { max: 1 } }));
      const [first, second] = [await cluster.start('why_run'), await cluster.start('why_run')];
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      await vi.waitFor(async () =>
        expect(await why(second)).toMatchObject({ code: 'CONCURRENCY_LIMIT', params: { limit: 'why_run' } }),
      );
      await drain([first, second]);
    });
  });

  it('are freed by the sweep where a holder is gone all the same', async () => {
    await rows(
      `insert into limit_slot (limit_id, run_id, task_no) values (gen_random_uuid(), gen_random_uuid(), 0), (gen_random_uuid(), gen_random_uuid(), -1)`,
    );
    expect(await cluster.store.engine.sweepLimits()).toBe(2);
    await nothingHeld();
  });

  describe('of runs', () => {
    const document = (name: string, concurrency: WorkflowDocument['concurrency']): WorkflowDocument =>
      workflow(
        name,
        { work: call('gate') },
        { ...(concurrency && { concurrency }), params: { region: { type: 'string', default: 'cn' } } },
      );

    it('hold those beyond max in state queued, and start the next as one ends', async () => {
      await publish(document('serial', { max: 1 }));
      const ids = await startMany('serial', 4);
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      const queued = await rows('select reason from run where state = 1 and id = any($1::uuid[])', [ids]);
      expect(queued).toHaveLength(3);
      expect(queued[0]?.[0]).toMatchObject({ code: 'CONCURRENCY_LIMIT', params: { limit: 'serial', max: 1 } });
      await drain(ids);
      expect(gates.most()).toBe(1);
      await nothingHeld();
    });

    it('count each value of the key by itself', async () => {
      await publish(document('keyed', { max: 1, key: '${{ params.region }}' }));
      const ids = await startMany('keyed', 6);
      await vi.waitFor(() => expect(gates.live()).toBe(2));
      await drain(ids);
      expect(gates.most()).toBe(2);
      await nothingHeld();
    });

    it('skip: the run ends stopped, and says who has the slot', async () => {
      await publish(document('only_one', { max: 1, onLimit: 'skip' }));
      const first = await cluster.start('only_one');
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      const second = await cluster.start('only_one');
      const ended = await cluster.ended(second);
      expect(ended).toMatchObject({ state: 'stopped', reason: { code: 'CONCURRENCY_LIMIT' } });
      expect(String(ended.reason?.params?.['holders'])).toMatch(/^run_/);
      await drain([first]);
    });

    it('hold a rerun of a part like any other run', async () => {
      const tasks = {
        first: call('ok'),
        then: call('flaky', { needs: ['first'] }),
        last: call('gate', { rule: 'all_failed', needs: ['then'] }),
      };
      await publish(workflow('partly', tasks, { concurrency: { max: 1 } }));
      const failed = await cluster.start('partly');
      await drain([failed]);
      const holder = await cluster.start('partly');
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      const rerun = await cluster.scheduler.controller.rerun(TEST_SCOPE, failed, {
        selection: { kind: 'failed' },
        actor: 'test',
      });
      if (!('runId' in rerun)) throw new Error(JSON.stringify(rerun));
      const held = await cluster.store.queries.run(TEST_SCOPE, rerun.runId);
      expect(held).toMatchObject({ state: 'queued', reason: { code: 'CONCURRENCY_LIMIT' } });
      await drain([holder, rerun.runId]);
      expect((await cluster.tasks(rerun.runId))['first']?.reason?.code).toBe('REUSED');
      expect(gates.most()).toBe(1);
      await nothingHeld();
    });

    it('cancel_running: the newest runs, the others make way', async () => {
      await publish(document('newest', { max: 1, onLimit: 'cancel_running' }));
      const first = await cluster.start('newest');
      await vi.waitFor(() => expect(gates.live()).toBe(1));
      const second = await cluster.start('newest');
      expect(await cluster.ended(first)).toMatchObject({ state: 'stopped', reason: { code: 'STOPPED_BY_LIMIT' } });
      await drain([second]);
      expect(await cluster.ended(second)).toMatchObject({ state: 'success' });
      await nothingHeld();
    });
  });
});
