import {
  explainRun,
  type FileSight,
  formatId,
  type JsonObject,
  type NewSignal,
  sentenceOf,
  type TaskDocument,
  type TaskRunRecord,
  said,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };

const signalOf = (name: string, payload: NewSignal['payload'] = {}, more: Partial<NewSignal> = {}): NewSignal => ({
  id: newUuid(),
  name,
  key: undefined,
  payload,
  actor: 'li',
  idempotencyKey: undefined,
  ...more,
});
const wait = (fields: JsonObject, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'wait',
  with: fields,
  ...more,
});

describe('a wait', () => {
  let cluster: TestCluster;
  /** What the probe sees next, by path; absent in between. */
  const sights = new Map<string, FileSight>();
  const seen: string[] = [];
  const look = async (target: object): Promise<FileSight> => {
    const path = 'path' in target ? String(target.path) : '';
    seen.push(path);
    return sights.get(path) ?? { kind: 'absent' };
  };
  beforeAll(async () => {
    cluster = await startTestCluster(
      {
        ok: () => ({}),
        fail: () => {
          throw new Error('no');
        },
        echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      },
      { probe: { look } },
    );
  });
  afterAll(() => cluster.stop());

  const start = async (name: string, tasks: Readonly<Record<string, TaskDocument>>): Promise<string> => {
    await cluster.publish(workflow(name, tasks));
    return cluster.start(name);
  };
  /** Once it has been looked at: what comes from then on must wake it. */
  const looked = (runId: string, taskNo = 0): Promise<void> =>
    vi.waitFor(
      async () => {
        const found = await cluster.store.engine.waitOf({ runId, taskNo });
        if ((found?.checks ?? 0) < 1) throw new Error('not looked at yet');
      },
      { timeout: 10_000, interval: 10 },
    );
  const task = async (runId: string, id: string): Promise<TaskRunRecord | undefined> =>
    (await cluster.tasks(runId))[id];

  describe('for a signal', () => {
    it('holds no worker, and gives the payload on as outputs', async () => {
      const runId = await start('signalled', {
        ask: wait({ signal: 'paid' }),
        after: call('echo', { needs: ['ask'], with: { handler: 'echo', input: '${{ tasks.ask.outputs.amount }}' } }),
      });
      await looked(runId);
      expect(await task(runId, 'ask')).toMatchObject({ state: 'waiting', attempt: 0, reason: { code: 'DEP_EVENT' } });
      const sent = await cluster.store.engine.signalRun(TENANT, runId, signalOf('paid', { amount: 7 }));
      expect(sent).toMatchObject({ kind: 'sent', woken: 1 });
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'after'))?.output).toEqual({ said: 7 });
    });

    it('takes what was sent before its turn came, each signal once', async () => {
      const runId = await start('early', {
        first: wait({ for: '300ms' }),
        one: wait({ signal: 'go' }, { needs: ['first'] }),
        two: wait({ signal: 'go' }, { needs: ['one'] }),
      });
      await cluster.store.engine.signalRun(TENANT, runId, signalOf('go', { n: 1 }));
      await looked(runId, 2);
      expect((await task(runId, 'one'))?.output).toEqual({ n: 1 });
      expect((await task(runId, 'two'))?.state).toBe('waiting');
      await cluster.store.engine.signalRun(TENANT, runId, signalOf('go', { n: 2 }));
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'two'))?.output).toEqual({ n: 2 });
    });

    it('is the whole of a run as well, and goes by its key', async () => {
      const runId = await start('keyed', { ask: wait({ signal: 'paid', key: 'b' }) });
      await looked(runId);
      const { store } = cluster;
      await store.engine.signalRun(TENANT, runId, signalOf('paid', {}, { key: 'a' }));
      await store.engine.signalRun(TENANT, runId, signalOf('paid', { by: 'b' }, { key: 'b' }));
      expect(await cluster.ended(runId)).toMatchObject({ state: 'success' });
      expect((await task(runId, 'ask'))?.output).toEqual({ by: 'b' });
      expect(await store.engine.signalRun(TENANT, runId, signalOf('paid'))).toEqual({ kind: 'already_final' });
      expect(await store.engine.signalRun({ tenantKey: 2 }, runId, signalOf('paid'))).toEqual({ kind: 'not_found' });
    });

    it('is answered as before when it is sent again to the run that it ended', async () => {
      const runId = await start('ended_by_it', { ask: wait({ signal: 'paid' }) });
      await looked(runId);
      const { engine } = cluster.store;
      const signal = signalOf('paid', { n: 1 }, { idempotencyKey: 'pay-1' });
      expect(await engine.signalRun(TENANT, runId, signal)).toMatchObject({ kind: 'sent' });
      await cluster.ended(runId);
      const again = await engine.signalRun(TENANT, runId, { ...signal, id: newUuid() });
      expect(again).toEqual({ kind: 'replayed', id: signal.id, woken: 0 });
      const other = await engine.signalRun(TENANT, runId, { ...signal, id: newUuid(), payload: { n: 2 } });
      expect(other).toEqual({ kind: 'key_reused' });
    });

    it('knows a signal that is sent twice, and one that only has its key', async () => {
      const runId = await start('twice', { ask: wait({ signal: 'never' }) });
      const signal = signalOf('paid', { n: 1 }, { idempotencyKey: 'k' });
      const { store } = cluster;
      expect(await store.engine.signalRun(TENANT, runId, signal)).toMatchObject({ kind: 'sent', id: signal.id });
      const again = await store.engine.signalRun(TENANT, runId, { ...signal, id: newUuid() });
      expect(again).toMatchObject({ kind: 'replayed', id: signal.id });
      const other = await store.engine.signalRun(TENANT, runId, { ...signal, id: newUuid(), payload: { n: 2 } });
      expect(other).toEqual({ kind: 'key_reused' });
    });

    it('reaches all that wait for an event, and those whose run is open and will wait', async () => {
      const tasks = { ask: wait({ signal: 'opened', key: 'shop' }) };
      const waiting = [await start('event_a', tasks), await start('event_b', tasks)];
      const later = await start('event_c', { first: wait({ for: '300ms' }), ask: { ...tasks.ask, needs: ['first'] } });
      for (const runId of waiting) await looked(runId);
      const sent = await cluster.store.engine.sendEvent(TEST_SCOPE, signalOf('opened', { n: 1 }, { key: 'shop' }));
      expect(sent).toMatchObject({ kind: 'sent', woken: 2 });
      for (const runId of [...waiting, later]) expect((await cluster.ended(runId)).state).toBe('success');
      const late = await start('event_d', tasks);
      await looked(late);
      expect((await task(late, 'ask'))?.state).toBe('waiting');
    });

    it('expires', async () => {
      const runId = await start('expired', { ask: wait({ signal: 'never', expires: '50ms' }) });
      expect((await cluster.ended(runId)).state).toBe('failed');
      expect((await task(runId, 'ask'))?.reason).toEqual({ code: 'WAIT_EXPIRED' });
    });

    it('lets an event pass whose payload does not fit, and says so', async () => {
      const runId = await start('unfit', { ask: wait({ signal: 'typed', params: { n: { type: 'integer' } } }) });
      await looked(runId);
      await cluster.store.engine.sendEvent(TEST_SCOPE, signalOf('typed', { n: 'seven' }));
      await vi.waitFor(
        async () => expect((await cluster.store.engine.waitOf({ runId, taskNo: 0 }))?.answer?.is).toBe('unfit'),
        { timeout: 10_000 },
      );
      await cluster.store.engine.sendEvent(TEST_SCOPE, signalOf('typed', { n: 7 }));
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'ask'))?.output).toEqual({ n: 7 });
    });

    it('keeps what comes while its run is paused', async () => {
      const runId = await start('held', { ask: wait({ signal: 'go' }), after: call('ok', { needs: ['ask'] }) });
      await looked(runId);
      const { controller } = cluster.scheduler;
      await controller.pause(TENANT, runId, { actor: 'li' });
      await cluster.store.engine.signalRun(TENANT, runId, signalOf('go'));
      expect((await task(runId, 'ask'))?.state).toBe('paused');
      await controller.resume(TENANT, runId, { actor: 'li' });
      expect((await cluster.ended(runId)).state).toBe('success');
    });

    it('is over with its run', async () => {
      const runId = await start('stopped', { ask: wait({ signal: 'go' }), after: call('ok', { needs: ['ask'] }) });
      await looked(runId);
      await cluster.scheduler.controller.stop(TENANT, runId, { actor: 'li', reason: { code: 'STOPPED_BY_USER' } });
      expect((await cluster.ended(runId)).state).toBe('stopped');
    });
  });

  describe('for the run of another workflow', () => {
    const today = (workflowName: string, more: object = {}) =>
      wait({ run: { workflow: workflowName, cycle: 'today', ...more } });

    it('goes on when that has succeeded, woken by its end', async () => {
      await cluster.publish(workflow('upstream', { a: call('ok') }));
      const runId = await start('downstream', { dep: today('upstream') });
      await looked(runId);
      const upstream = await cluster.start('upstream');
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'dep'))?.output).toMatchObject({ runs: [{ is: 'success' }] });
      expect((await cluster.ended(upstream)).state).toBe('success');
    });

    it('fails with it at once, or bears it until a later run makes it good', async () => {
      await cluster.publish(workflow('shaky', { a: call('fail') }));
      await cluster.ended(await cluster.start('shaky'));
      const strict = await start('strict', { dep: today('shaky') });
      expect((await cluster.ended(strict)).state).toBe('failed');
      expect((await task(strict, 'dep'))?.reason).toMatchObject({ code: 'AWAITED_FAILED' });
      const patient = await start('patient', {
        dep: wait({ run: { workflow: 'shaky', cycle: 'today' }, onFailure: 'wait' }),
      });
      await looked(patient);
      await cluster.publish(workflow('shaky', { a: call('ok') }));
      await cluster.start('shaky');
      expect((await cluster.ended(patient)).state).toBe('success');
    });

    it('asks one task of it, and takes any of several', async () => {
      await cluster.publish(workflow('parts', { a: call('ok'), b: call('fail', { needs: ['a'] }) }));
      await cluster.ended(await cluster.start('parts'));
      const of = (name: string) => ({ workflow: 'parts', task: name, cycle: 'today' });
      const one = await start('one_task', { dep: wait({ run: of('a') }) });
      expect((await cluster.ended(one)).state).toBe('success');
      const any = await start('any_task', { dep: wait({ run: { any: [of('b'), of('a')] } }) });
      expect((await cluster.ended(any)).state).toBe('success');
      const all = await start('all_tasks', { dep: wait({ run: { all: [of('b'), of('a')] } }) });
      expect((await cluster.ended(all)).state).toBe('failed');
    });
  });

  describe('for a dataset', () => {
    const producing = (partition: string): TaskDocument => call('ok', { produces: [{ dataset: 'orders', partition }] });

    it('goes on with the partition that another run has brought up to date', async () => {
      const runId = await start('reader', { dep: wait({ dataset: 'orders', partition: '2026-11-20' }) });
      await looked(runId);
      const waits = () =>
        cluster.store.datasets.waitsFor({ ...TENANT, environmentKey: 1 }, 'default', 'orders', { limit: 10 });
      const waiting = { runId, project: 'default', workflow: 'reader', task: 'dep', partition: '2026-11-20' };
      expect(await waits()).toMatchObject([waiting]);
      await cluster.ended(await start('writer_other', { load: producing('2026-11-19') }));
      const writer = await start('writer', {
        load: producing("${{ '2026-11-' + '20' }}"),
        after: call('ok', { needs: ['load'] }),
      });
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'dep'))?.output).toMatchObject({ partition: '2026-11-20' });
      expect((await cluster.ended(writer)).state).toBe('success');
      expect(await waits()).toEqual([]);
    });

    it('is told of by those whom an update lets go on, however long others have waited', async () => {
      const reading = (partition?: string) => ({
        dep: wait({ dataset: 'stock', ...(partition !== undefined && { partition }) }),
      });
      const met = (partition?: string) =>
        cluster.store.datasets.waitsFor({ ...TENANT, environmentKey: 1 }, 'default', 'stock', {
          limit: 1,
          ...(partition !== undefined && { partition }),
        });
      const runs: string[] = [];
      for (const partition of ['a', 'b', undefined]) {
        const runId = await start(`stock_reader_${partition ?? 'any'}`, reading(partition));
        await looked(runId);
        runs.push(runId);
      }
      const [a, b, any] = runs;
      expect(await met()).toMatchObject([{ runId: a }]);
      expect(await met('b')).toMatchObject([{ runId: b }]);
      expect(await met('')).toMatchObject([{ runId: any }]);
      const produces = ['a', 'b'].map((partition) => ({ dataset: 'stock', partition }));
      await cluster.ended(await start('stock_writer', { load: call('ok', { produces }) }));
      for (const runId of runs) expect((await cluster.ended(runId)).state).toBe('success');
    });

    it('records nothing of a task that failed', async () => {
      const writer = await start('failing_writer', {
        load: call('fail', { produces: ['broken'] }),
      });
      await cluster.ended(writer);
      const place = { ...TENANT, environmentKey: 1 };
      const dataset = { project: 'default', name: 'broken', partition: undefined };
      expect(await cluster.store.engine.newestUpdate(place, dataset, undefined)).toBeUndefined();
    });
  });

  describe('for a file', () => {
    const there: FileSight = { kind: 'there', size: 4, modifiedAt: undefined, tag: 'a', facts: {} };

    it('is looked at until it is there', async () => {
      const runId = await start('file', { dep: wait({ path: '/in/orders.csv', poll: '1s' }) });
      await looked(runId);
      expect(await task(runId, 'dep')).toMatchObject({ state: 'waiting', reason: { code: 'DEP_FILE' } });
      sights.set('/in/orders.csv', there);
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'dep'))?.output).toMatchObject({ size: 4, tag: 'a' });
    });

    it('fails once where no look will ever help', async () => {
      sights.set('/etc/passwd', { kind: 'refused', why: 'outside', of: '/etc/passwd' });
      const runId = await start('refused', { dep: wait({ path: '/etc/passwd' }) });
      expect((await cluster.ended(runId)).state).toBe('failed');
      const text = '{0} is not below a directory of CARILLON_WAIT_DIRECTORIES';
      expect((await task(runId, 'dep'))?.reason).toEqual({
        code: 'WAIT_REFUSED',
        params: { problem: text.replace('{0}', '/etc/passwd') },
        said: { text, values: ['/etc/passwd'] },
      });
      expect(seen.filter((path) => path === '/etc/passwd')).toHaveLength(1);
    });

    it('is looked at by one node at a time', async () => {
      const node = await cluster.addNode();
      const paths = Array.from({ length: 20 }, (_, i) => `/in/one-${i}`);
      await cluster.publish(
        workflow('nodes', Object.fromEntries(paths.map((path, i) => [`dep_${i}`, wait({ path, poll: '1h' })]))),
      );
      const runId = await cluster.start('nodes');
      for (const i of paths.keys()) await looked(runId, i);
      await node.stop();
      expect(seen.filter((path) => path.startsWith('/in/one-')).toSorted()).toEqual(paths.toSorted());
    });
  });

  describe('is explained', () => {
    const why = async (runId: string, id: string) => {
      const facts = await cluster.store.queries.facts(TENANT, runId);
      if (!facts) throw new Error('there is no such run');
      return explainRun(facts).waiting.find((one) => one.task === id)?.answer;
    };

    it('by the signal, and the command that sends it', async () => {
      const runId = await start('why_signal', { ask: wait({ signal: 'paid', key: "o'b", expires: '1h' }) });
      await looked(runId);
      const answer = await why(runId, 'ask');
      expect(answer).toMatchObject({ code: 'DEP_EVENT', verdict: 'block', params: { signal: 'paid', key: "o'b" } });
      const command = `carillon run signal ${formatId('run', runId)} paid --key 'o'\\''b'`;
      expect(answer?.fix).toMatchObject({ action: 'send_signal', command });
      expect(answer?.params?.['otherKey']).toBeUndefined();
    });

    it('by the key of a signal that came with another one', async () => {
      const runId = await start('why_other_key', { ask: wait({ signal: 'paid', key: 'b', expires: '1h' }) });
      await looked(runId);
      await cluster.store.engine.signalRun(TENANT, runId, signalOf('other', {}, { key: 'c' }));
      await cluster.store.engine.signalRun(TENANT, runId, signalOf('paid', {}, { key: 'a' }));
      expect(await why(runId, 'ask')).toMatchObject({ code: 'DEP_EVENT', params: { key: 'b', otherKey: 'a' } });
    });

    it('by the runs that are missing, with what was found and when', async () => {
      await cluster.publish(workflow('why_up', { a: wait({ signal: 'never' }) }));
      const runId = await start('why_run', { dep: wait({ run: { workflow: 'why_up', cycle: 'today' } }) });
      await looked(runId);
      const answer = await why(runId, 'dep');
      expect(answer).toMatchObject({ code: 'DEP_EXTERNAL', fix: { command: 'carillon run start why_up' } });
      expect(answer?.params['runs']).toMatch(/^why_up@\d{4}-\d\d-\d\d \(none\)$/);
      expect(answer?.evidence).toContainEqual(expect.objectContaining({ name: 'last_check' }));
    });

    it('by the last look at a file', async () => {
      sights.set('/in/why', { kind: 'unreachable', message: said`EACCES` });
      const runId = await start('why_file', { dep: wait({ path: '/in/why' }) });
      await looked(runId);
      const answer = await why(runId, 'dep');
      expect(answer).toMatchObject({ code: 'DEP_FILE', params: { is: 'unreachable', message: 'EACCES' } });
      expect(answer && sentenceOf(answer)).toContain('Waiting for /in/why: unreachable (EACCES); looked at ');
    });
  });

  describe('when a node dies', () => {
    /** Nobody is woken by it. */
    const kept = async (runId: string) => {
      const sent = signalOf('go', { n: 1 });
      await cluster.store.database.api.query(
        `insert into signal (id, tenant_key, project_key, environment_key, run_id, name, payload, actor) values ($1, 1, 1, 1, $2, 'go', '{"n": 1}', 'li')`,
        [sent.id, runId],
      );
      return sent;
    };

    it('hands on what it had taken and not ended', async () => {
      const runId = await start('crash', { ask: wait({ signal: 'go' }), after: call('ok', { needs: ['ask'] }) });
      await looked(runId);
      const { engine } = cluster.store;
      const key = { runId, taskNo: 0 };
      // Kept and taken, as a node does it, which then is gone.
      const sent = await kept(runId);
      expect(await engine.takeSignal(key, sent.id, { n: 1 })).toBe(true);
      expect(await engine.takeSignal(key, sent.id, { n: 2 })).toBe(false);
      await cluster.store.database.api.query('update task_run set due_at = now() where run_id = $1', [runId]);
      expect((await cluster.ended(runId)).state).toBe('success');
      expect((await task(runId, 'ask'))?.output).toEqual({ n: 1 });
    });

    it('takes one signal, however many look at it at once, and leaves the next to another', async () => {
      const runId = await start('two_waits', { one: wait({ signal: 'go' }), two: wait({ signal: 'go' }) });
      for (const id of ['one', 'two'])
        await vi.waitFor(async () => expect((await task(runId, id))?.state).toBe('waiting'), { timeout: 10_000 });
      const { engine } = cluster.store;
      const [first, second, third] = [await kept(runId), await kept(runId), await kept(runId)];
      const takes = (taskNo: number, { id }: typeof first) => engine.takeSignal({ runId, taskNo }, id, { n: 1 });
      const taken = await Promise.all([takes(0, first), takes(0, second)]);
      expect(taken.toSorted()).toEqual([false, true]);
      expect(await takes(1, taken[0] ? second : first)).toBe(true);
      // What does not wait takes none from others.
      expect(await takes(2, third)).toBe(false);
      const { rows } = await cluster.store.database.api.query('select from signal_taken where signal_id = $1', [
        third.id,
      ]);
      expect(rows).toEqual([]);
    });

    it('is looked at again when it was woken during a look', async () => {
      const runId = await start('woken', { ask: wait({ signal: 'never' }), after: call('ok', { needs: ['ask'] }) });
      await looked(runId);
      const { engine, database } = cluster.store;
      const dueIn = async (): Promise<number> => {
        const { rows } = await database.api.query<{ ms: number }>(
          'select extract(epoch from due_at - clock_timestamp())::float8 * 1000 ms from task_run where run_id = $1 and task_no = 0',
          [runId],
        );
        return rows[0]?.ms ?? 0;
      };
      const key = { runId, taskNo: 0 };
      const takenUntil = `update task_run set due_at = clock_timestamp() + $2::interval where run_id = $1 and task_no = 0`;
      await database.api.query(takenUntil, [runId, '10 s']);
      await engine.postponeWait(key, { is: 'absent' }, 3_600_000);
      expect(await dueIn()).toBeGreaterThan(60_000);
      // A wake makes it due; the answer of a look that began before comes behind it.
      await database.api.query(takenUntil, [runId, '-1 ms']);
      await engine.postponeWait(key, { is: 'absent' }, 3_600_000);
      expect(await dueIn()).toBeLessThan(60_000);
    });
  });
});
