/**
 * "Why is it waiting?" with causes brought about on purpose: a scheduler, workers by hand, and in each situation the
 * one right answer. When the cause is gone the task moves.
 */
import { readFileSync } from 'node:fs';
import {
  type BackfillRecord,
  type Check,
  explainBackfill,
  explainRun,
  explainSchedule,
  explainTask,
  type PlanTask,
  type RunFacts,
  sentenceOf,
  type TaskDocument,
  WAIT_CODES,
  type WaitCode,
  type WorkflowDocument,
} from '@carillon/core';
import { Outcome } from '@carillon/protocol/grpc';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRawWorker, type RawWorker, type RawWorkerOptions } from './raw-worker.testing.ts';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const RUN_LIKE = '0197f000-0000-7000-8000-000000000000';
const BY = { actor: 'li', message: 'a look first' };
const PATIENCE = { timeout: 10_000, interval: 25 };

/** Told where what they are of is tested: the file that brings the cause about. */
const ELSEWHERE: ReadonlyMap<WaitCode, string> = new Map([
  ['CONCURRENCY_LIMIT', 'limits/limits.pg.test.ts'],
  ['RATE_LIMIT', 'limits/limits.pg.test.ts'],
  ['COLLECTING', 'limits/accept.pg.test.ts'],
  ['QUOTA', 'queues.pg.test.ts'],
  ['FAIR_SHARE', 'queues.pg.test.ts'],
  ['CHILDREN', 'child-views.pg.test.ts'],
  ['DEP_EVENT', 'waits.pg.test.ts'],
  ['DEP_EXTERNAL', 'waits.pg.test.ts'],
  ['DEP_FILE', 'waits.pg.test.ts'],
]);

describe('why a task run waits', () => {
  let cluster: TestCluster;
  const workers: RawWorker[] = [];
  const told: WaitCode[] = [];
  let names = 0;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());
  afterEach(async () => {
    for (const worker of workers.splice(0)) worker.close();
    // Nothing of a situation is left for the next: no ready task run, and no worker to be seen.
    await query('delete from task_run');
    await query('delete from run_hold');
    await query('delete from run');
    await query('delete from worker_lease');
    await query('delete from worker_session');
  });

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;
  const control = () => cluster.scheduler.controller;
  const fresh = (prefix: string): string => `${prefix}_${(names += 1)}`;
  const connect = async (handler: string, options: RawWorkerOptions = {}): Promise<RawWorker> => {
    const worker = await connectRawWorker(cluster.grpcPort, [`function:${handler}`], options);
    workers.push(worker);
    return worker;
  };
  const begin = async (
    tasks: Readonly<Record<string, TaskDocument>>,
    more: Partial<WorkflowDocument> = {},
  ): Promise<string> => {
    const name = fresh('wf');
    await cluster.publish(workflow(name, tasks, more));
    return cluster.start(name);
  };

  const facts = async (runId: string): Promise<RunFacts> => {
    const found = await cluster.store.queries.facts(TENANT, runId);
    if (!found) throw new Error('there is no such run');
    return found;
  };
  const why = async (runId: string, task: string) => {
    const run = await facts(runId);
    return explainTask(run, run.plan.byId.get(task) as PlanTask);
  };
  /** The answer is this one, as soon as the situation has come about. */
  const expectAnswer = async (runId: string, task: string, code: WaitCode, more: object = {}): Promise<Check> => {
    const answer = await vi.waitFor(async () => {
      const explanation = await why(runId, task);
      expect(explanation.answer).toMatchObject({ code, ...more });
      return explanation.answer;
    }, PATIENCE);
    expect(sentenceOf(answer)).toMatch(/^[A-Z][^{}[\]]*[.)]$/);
    told.push(code);
    return answer;
  };
  const expectState = (runId: string, task: string, ...states: readonly string[]): Promise<void> =>
    vi.waitFor(async () => expect(states).toContain((await cluster.tasks(runId))[task]?.state), PATIENCE);

  describe('for its upstreams', () => {
    it('that run', async () => {
      const handler = fresh('up');
      const worker = await connect(handler);
      const runId = await begin({
        a: call(handler),
        b: call(handler, { needs: ['a'] }),
        c: call('x', { needs: ['b'] }),
      });
      const assignment = await worker.assignment;
      worker.started(assignment);
      await expectAnswer(runId, 'a', 'RUNNING');
      await expectAnswer(runId, 'b', 'DEP_UPSTREAM', {
        params: { tasks: 'a' },
        evidence: [{ kind: 'task', name: 'a', is: 'running' }],
        fix: { action: 'explain_upstream' },
      });
      await expectAnswer(runId, 'c', 'DEP_UPSTREAM', { params: { tasks: 'b' } });
      worker.report(assignment);
      await expectState(runId, 'b', 'starting', 'running');
      await expectAnswer(runId, 'a', 'ENDED', { params: { state: 'success' } });
    });

    it('of which one has ended, by its rule', async () => {
      const handler = fresh('rule');
      const worker = await connect(handler, { slots: 1 });
      const runId = await begin({
        a: call(handler),
        b: call('nobody'),
        all: call('x', { needs: ['a', 'b'], rule: 'all_done' }),
        one: call('x', { needs: ['a', 'b'], rule: 'one_success' }),
      });
      worker.report(await worker.assignment);
      await expectState(runId, 'a', 'success');
      await expectAnswer(runId, 'all', 'DEP_UPSTREAM', { params: { tasks: 'b', rule: 'all_done' } });
      await expectAnswer(runId, 'one', 'NO_CAPABLE_WORKER');
      await control().mark(TENANT, runId, 1, 'success', BY);
      await expectState(runId, 'all', 'queued');
    });

    it('of the phase before its own', async () => {
      const handler = fresh('phase');
      const worker = await connect(handler);
      const runId = await begin(
        { a: call(handler) },
        { onFailure: { tell: call('x') }, finally: { clean: { type: 'wait', with: { for: '1h' } } } },
      );
      await expectAnswer(runId, 'clean', 'DEP_UPSTREAM', { params: { tasks: 'a, tell', phase: 'finally' } });
      await expectAnswer(runId, 'tell', 'DEP_UPSTREAM', { params: { tasks: 'a', phase: 'onFailure' } });
      worker.report(await worker.assignment);
      await expectAnswer(runId, 'clean', 'NOT_DUE');
      await expectAnswer(runId, 'tell', 'ENDED', { params: { state: 'not_started' } });
      await control().mark(TENANT, runId, 2, 'success', BY);
      expect((await cluster.ended(runId)).state).toBe('success');
    });
  });

  describe('for a time', () => {
    it('that its document names, in a run of one task and in a larger one', async () => {
      const solo = await begin({ only: { type: 'wait', with: { for: '1h' } } });
      const graph = await begin({ a: { type: 'wait', with: { until: '2100-01-01T00:00:00Z' } }, b: call('x') });
      const answer = await expectAnswer(solo, 'only', 'NOT_DUE');
      expect(Number(answer.eta) - Date.now()).toBeGreaterThan(3_500_000);
      await expectAnswer(graph, 'a', 'NOT_DUE', { params: { until: '2100-01-01T00:00:00.000Z' } });
      await query('update task_run set due_at = now() where state = 4');
      cluster.scheduler.scheduleChanged();
      expect((await cluster.ended(solo)).state).toBe('success');
      await expectState(graph, 'a', 'success');
    });

    it('after a failure, and says which', async () => {
      const handler = fresh('fails');
      const worker = await connect(handler);
      const failed = {
        outcome: Outcome.OUTCOME_FAILED,
        retryable: true,
        exitCode: 7,
        reason: '{"code":"EXIT_CODE","params":{"exitCode":7}}',
      };
      const retry = { max: 2, backoff: 'fixed', initial: '1h' } as const;
      const runId = await begin({ only: call(handler, { retry }) });
      worker.report(await worker.assignment, failed);
      await expectAnswer(runId, 'only', 'RETRY_BACKOFF', {
        params: { attempt: 2, attempts: 3, error: 'EXIT_CODE' },
        evidence: [{ kind: 'fact', name: 'last_error', is: 'EXIT_CODE' }],
      });
      expect(await control().retryNow(TENANT, runId, 0, BY)).toEqual({ kind: 'done' });
      await expectState(runId, 'only', 'starting');
    });

    it('until its secrets can be read', async () => {
      const handler = fresh('sealed');
      await connect(handler);
      await cluster.store.secrets.put(TENANT, { name: 'dwh', value: 'x' }, { actor: 'test', via: 'system' });
      await query(`update secret set master_key_id = 'another' where name = 'dwh'`);
      const runId = await begin({ only: call(handler, { env: { A: '${{ secrets.dwh }}' } }) });
      await expectAnswer(runId, 'only', 'SECRET_STORE_AWAY');
      await cluster.store.secrets.put(TENANT, { name: 'dwh', value: 'x' }, { actor: 'test', via: 'system' });
      await query('update task_run set due_at = now()');
      await expectState(runId, 'only', 'starting');
    });
  });

  describe('for a person', () => {
    it('who has to approve it', async () => {
      const runId = await begin({ a: { type: 'wait', with: { for: '1h' } }, b: call('x', { needs: ['a'] }) });
      await query(
        `update task_run set reason = '{"code":"APPROVAL","params":{"approval":"apr_1"}}' where run_id = $1`,
        [runId],
      );
      await expectAnswer(runId, 'a', 'APPROVAL', { fix: { command: 'carillon approval approve apr_1' } });
      await control().mark(TENANT, runId, 0, 'success', BY);
      await expectAnswer(runId, 'b', 'NO_CAPABLE_WORKER');
    });

    it('who paused the run: what is ready, what is pending, what waits', async () => {
      const runId = await begin({
        ready: call('nobody'),
        later: call('x', { needs: ['ready'] }),
        timed: { type: 'wait', with: { for: '1h' } },
      });
      await expectState(runId, 'ready', 'queued');
      await control().pause(TENANT, runId, BY);
      const paused = { params: { level: 'run', actor: 'li', message: 'a look first' } };
      for (const task of ['ready', 'later', 'timed']) await expectAnswer(runId, task, 'PAUSED', paused);
      expect(explainRun(await facts(runId)).own).toMatchObject({ code: 'PAUSED', ...paused });
      await control().resume(TENANT, runId, BY);
      await expectAnswer(runId, 'later', 'DEP_UPSTREAM');
      expect(explainRun(await facts(runId)).own).toBeUndefined();
    });

    it('since another task failed', async () => {
      const handler = fresh('pauses');
      const worker = await connect(handler);
      const runId = await begin(
        { a: call(handler), b: call('x', { needs: ['a'] }), c: call('nobody') },
        { failure: 'pause' },
      );
      worker.report(await worker.assignment, { outcome: Outcome.OUTCOME_FAILED });
      await expectAnswer(runId, 'c', 'PAUSED', { params: { level: 'run', task: 'a' } });
      await expectAnswer(runId, 'b', 'PAUSED');
      await control().resume(TENANT, runId, BY);
      await expectState(runId, 'b', 'upstream_failed');
    });

    it('who paused it alone, before its turn and in a run of one task', async () => {
      const graph = await begin({ a: call('nobody'), b: call('x', { needs: ['a'] }) });
      const solo = await begin({ only: call('nobody') });
      await control().pauseTask(TENANT, graph, 1, BY);
      await control().pause(TENANT, solo, BY);
      await expectAnswer(graph, 'b', 'PAUSED', { params: { level: 'task', actor: 'li' } });
      await expectAnswer(solo, 'only', 'PAUSED');
      await control().resumeTask(TENANT, graph, 1, BY);
      await control().resume(TENANT, solo, BY);
      await expectAnswer(graph, 'b', 'DEP_UPSTREAM');
      await expectAnswer(solo, 'only', 'NO_CAPABLE_WORKER');
    });
  });

  describe('for a worker that takes it', () => {
    it('when there is none at all', async () => {
      const handler = fresh('lonely');
      const runId = await begin({ only: call(handler) });
      await expectAnswer(runId, 'only', 'NO_CAPABLE_WORKER', {
        params: { workers: 0, capability: `function:${handler}` },
      });
      await connect(handler);
      await expectState(runId, 'only', 'starting');
    });

    it('when those that are there lack it, or are of another group', async () => {
      const handler = fresh('wanted');
      await connect('something_else', { name: 'lacking' });
      await connect(handler, { name: 'far', group: 'elsewhere' });
      const runId = await begin({ only: call(handler) });
      await expectAnswer(runId, 'only', 'NO_CAPABLE_WORKER', {
        params: { workers: 2, lacking: 1, otherGroup: 1 },
        evidence: [
          { kind: 'worker', name: 'lacking', is: 'lacks_capability' },
          { kind: 'worker', name: 'far', is: 'other_group' },
        ],
      });
      await connect(handler, { name: 'right' });
      await expectState(runId, 'only', 'starting');
    });

    it('when the one that could is draining', async () => {
      const handler = fresh('drains');
      const worker = await connect(handler);
      worker.drain();
      await vi.waitFor(async () => expect((await facts(await seen())).workers[0]?.isDraining).toBe(true), PATIENCE);
      const runId = await begin({ only: call(handler) });
      await expectAnswer(runId, 'only', 'NO_CAPABLE_WORKER', {
        params: { draining: 1 },
        evidence: [{ is: 'draining' }],
      });
      await connect(handler, { name: 'next' });
      await expectState(runId, 'only', 'starting');
    });

    it('when the one that could is silent, and then gone', async () => {
      const handler = fresh('silent');
      const worker = await connect(handler);
      const watcher = await seen();
      await vi.waitFor(async () => expect((await facts(watcher)).workers).toHaveLength(1), PATIENCE);
      worker.freeze();
      await vi.waitFor(async () => expect((await facts(watcher)).workers[0]?.isSilent).toBe(true), PATIENCE);
      const runId = await begin({ only: call(handler) });
      await expectAnswer(runId, 'only', 'NO_CAPABLE_WORKER', { params: { silent: 1 }, evidence: [{ is: 'silent' }] });
      await expectAnswer(runId, 'only', 'NO_CAPABLE_WORKER', { params: { workers: 0, gone: 1 } });
      await connect(handler, { name: 'back' });
      await expectState(runId, 'only', 'starting');
    });

    /** A run whose facts name the workers: something of it is ready. */
    const seen = (): Promise<string> => begin({ only: call('nobody') });
  });

  describe('for room', () => {
    it('when every worker that could is full, with those that came before it ahead', async () => {
      const handler = fresh('full');
      const worker = await connect(handler, { slots: 1 });
      const first = await begin({ only: call(handler) });
      const assignment = await worker.assignment;
      const second = await begin({ only: call(handler) });
      await expectAnswer(second, 'only', 'NO_CAPACITY', { params: { slots: 1 }, evidence: [{ is: 'full' }] });
      const third = await begin({ only: call(handler) });
      await expectAnswer(third, 'only', 'NO_CAPACITY', { params: { ahead: '1' } });
      worker.report(assignment);
      await cluster.ended(first);
      await expectState(second, 'only', 'starting');
    });

    it('when others overtook it by their priority', async () => {
      const handler = fresh('overtaken');
      const worker = await connect(handler, { slots: 1 });
      const first = await begin({ only: call(handler) });
      const assignment = await worker.assignment;
      const low = await begin({ only: call(handler) }, { priority: 10 });
      await expectAnswer(low, 'only', 'NO_CAPACITY');
      const high = await begin({ only: call(handler) }, { priority: 90 });
      const higher = await begin({ only: call(handler) }, { priority: 95 });
      await expectAnswer(low, 'only', 'PRIORITY', { params: { ahead: '2' } });
      await expectAnswer(higher, 'only', 'NO_CAPACITY');
      worker.report(assignment);
      await cluster.ended(first);
      await expectState(higher, 'only', 'starting');
      await expectAnswer(low, 'only', 'PRIORITY', { params: { ahead: '1' } });
      expect((await cluster.tasks(high))['only']?.state).toBe('queued');
    });
  });

  describe('for the worker that has it', () => {
    it('to say that it started', async () => {
      const handler = fresh('mute');
      const worker = await connect(handler);
      const runId = await begin({ only: call(handler) });
      const assignment = await worker.assignment;
      await expectAnswer(runId, 'only', 'DISPATCHED', { params: { worker: 'raw' } });
      worker.started(assignment);
      await expectAnswer(runId, 'only', 'RUNNING');
    });

    it('to be heard of again, before and after it started', async () => {
      const handler = fresh('frozen');
      const worker = await connect(handler);
      const runId = await begin({ a: call(handler), b: call('x', { needs: ['a'] }) });
      const assignment = await worker.assignment;
      await expectAnswer(runId, 'a', 'DISPATCHED');
      worker.freeze();
      const lost = await expectAnswer(runId, 'a', 'WORKER_LOST', { evidence: [{ kind: 'worker', name: 'raw' }] });
      expect(lost.eta).toBeInstanceOf(Date);
      worker.started(assignment);
      await expectAnswer(runId, 'a', 'NO_CAPABLE_WORKER', { params: { gone: 1 } });
      const second = await connect(handler, { name: 'second' });
      second.started(await second.assignment);
      await expectAnswer(runId, 'a', 'RUNNING', { params: { worker: 'second' } });
      second.freeze();
      await expectAnswer(runId, 'a', 'WORKER_LOST', { params: { worker: 'second' } });
    });

    it('to end it, once it was asked to stop', async () => {
      const handler = fresh('stubborn');
      const worker = await connect(handler);
      const graph = await begin({ a: call(handler), b: call('x', { needs: ['a'] }) });
      const assignment = await worker.assignment;
      const reason = { code: 'STOPPED_BY_USER', params: { actor: 'li' } } as const;
      await control().stop(TENANT, graph, { actor: 'li', reason });
      await expectAnswer(graph, 'a', 'STOPPING', { params: { actor: 'li', worker: 'raw' } });
      await expectAnswer(graph, 'b', 'STOPPING', { params: { actor: 'li' } });
      worker.report(assignment, { outcome: Outcome.OUTCOME_STOPPED, reason: JSON.stringify(reason) });
      expect((await cluster.ended(graph)).state).toBe('stopped');
      await expectAnswer(graph, 'b', 'ENDED');
    });

    it('to end it, in a run of one task', async () => {
      const handler = fresh('stubborn_solo');
      const worker = await connect(handler);
      const runId = await begin({ only: call(handler) });
      const assignment = await worker.assignment;
      worker.started(assignment);
      const reason = { code: 'STOPPED_BY_USER', params: { actor: 'li' } } as const;
      await control().stop(TENANT, runId, { actor: 'li', reason });
      await expectAnswer(runId, 'only', 'STOPPING', { params: { actor: 'li', worker: 'raw' } });
      worker.report(assignment, { outcome: Outcome.OUTCOME_STOPPED, reason: JSON.stringify(reason) });
      await cluster.ended(runId);
      await expectAnswer(runId, 'only', 'ENDED', { params: { state: 'stopped', reason: 'STOPPED_BY_USER' } });
    });
  });

  describe('for its run, which has not begun', () => {
    /** Runs of one schedule; those behind the first wait as its overlap policy says. */
    const fire = async (overlap: 'queue_all', count: number): Promise<readonly string[]> => {
      const { workflowKey } = await cluster.publish(workflow(fresh('held'), { only: call('nobody') }), {
        schedules: [{ name: 'default', definition: { cron: '* * * * * *', overlap }, nextFireAt: undefined }],
      });
      await query(
        `update schedule set next_fire_at = $2, due_at = $2, floor = $2::timestamptz - interval '1 s', claimed_until = '-infinity' where workflow_key = $1`,
        [workflowKey, new Date()],
      );
      cluster.scheduler.scheduleChanged();
      return vi.waitFor(async () => {
        const rows = await query(
          `select run_id from firing f join schedule s on s.key = f.schedule_key where s.workflow_key = $1 and run_id is not null order by logical_time`,
          [workflowKey],
        );
        if (rows.length < count) throw new Error(`${rows.length} fired`);
        await query(`update schedule set state = 'paused', paused_at = now() where workflow_key = $1`, [workflowKey]);
        return rows.map(({ run_id }) => run_id as string);
      }, PATIENCE);
    };

    it('since the run of its schedule before it is open, or waits itself', async () => {
      const [first = '', second = '', third = ''] = await fire('queue_all', 3);
      await expectAnswer(first, 'only', 'NO_CAPABLE_WORKER');
      await expectAnswer(second, 'only', 'OVERLAP', {
        params: { schedule: 'default', overlap: 'queue_all' },
        fix: { action: 'stop_run' },
      });
      await expectAnswer(third, 'only', 'OVERLAP', { params: { ahead: 1 } });
      expect(explainRun(await facts(second)).own?.code).toBe('OVERLAP');
      await control().mark(TENANT, first, 0, 'success', BY);
      await cluster.ended(first);
      await expectAnswer(second, 'only', 'NO_CAPABLE_WORKER');
    });

    it('since catching up is paced', async () => {
      const [, second = ''] = await fire('queue_all', 2);
      await query(`update run_hold set kind = 'catch_up' where run_id = $1`, [second]);
      await query(`insert into catch_up_pace (tenant_key, free_at) values (1, now() + interval '1 hour')
        on conflict (tenant_key) do update set free_at = excluded.free_at`);
      await query(`update schedule set last_run_id = null`);
      const answer = await expectAnswer(second, 'only', 'CATCH_UP');
      expect(answer.eta).toBeInstanceOf(Date);
      await query(`update catch_up_pace set free_at = now() - interval '1 s'`);
      await expectAnswer(second, 'only', 'NO_CAPABLE_WORKER');
    });
  });

  describe('for its schedule or its backfill, without a run', () => {
    const schedule = async (change: string, heldUntil?: string): Promise<Check> => {
      const { workflowKey } = await cluster.publish(workflow(fresh('fires'), { only: { type: 'noop' } }), {
        schedules: [
          { name: 'default', definition: { cron: '0 0 1 1 *' }, nextFireAt: new Date('2100-01-01T00:00:00Z') },
        ],
      });
      await query(`update schedule set next_fire_at = '2100-01-01', due_at = '2100-01-01' where workflow_key = $1`, [
        workflowKey,
      ]);
      if (change !== '') await query(`update schedule set ${change} where workflow_key = $1`, [workflowKey]);
      const [{ id, key }] = await query('select id, key from schedule where workflow_key = $1', [workflowKey]);
      if (heldUntil !== undefined)
        await query(
          `insert into firing (schedule_key, logical_time, outcome, reason, held_until) values ($1, now(), 'held', 'freeze', $2)`,
          [key, heldUntil],
        );
      const found = await cluster.store.schedules.get(TENANT, id);
      if (!found) throw new Error('there is no such schedule');
      const { answer } = explainSchedule(found, new Date());
      told.push(answer.code);
      return answer;
    };

    it('that is not due', async () => {
      expect(await schedule('')).toMatchObject({ code: 'NOT_DUE', eta: new Date('2100-01-01T00:00:00Z') });
      expect(await schedule(`due_at = now() - interval '1 s'`)).toMatchObject({ code: 'PLATFORM' });
    });

    it('that is paused: the schedule, its workflow, or by a failure of its own', async () => {
      expect(
        await schedule(`state = 'paused', paused_at = now(), paused_by = 'li', resume_at = now() + interval '1 h'`),
      ).toMatchObject({
        code: 'PAUSED',
        params: { level: 'schedule', actor: 'li' },
        fix: { action: 'resume_schedule' },
        eta: expect.any(Date),
      });
      expect(await schedule('workflow_paused = true')).toMatchObject({ code: 'PAUSED', params: { level: 'workflow' } });
      expect(await schedule(`state = 'quarantined', error = 'no such zone'`)).toMatchObject({
        code: 'PAUSED',
        params: { message: 'no such zone' },
      });
    });

    it.each([
      ['a freeze window', '2100-01-01', new Date('2100-01-01T00:00:00Z')],
      ['a calendar without data', 'infinity', undefined],
    ])('that %s holds', async (_what, until, eta) => {
      const answer = await schedule('', until);
      expect(answer).toMatchObject({ code: 'CALENDAR' });
      expect(answer.eta).toEqual(eta);
    });

    it('that has no room for its next date, or is paused', () => {
      const totals = { planned: 9, running: 2, success: 0, failed: 0, stopped: 0, skipped: 0, cancelled: 0 };
      const backfill = {
        id: RUN_LIKE,
        parallelism: 2,
        totals,
        state: 'running',
        createdAt: new Date(),
      } as BackfillRecord;
      const answerOf = (change: Partial<BackfillRecord>): Check => {
        const { answer } = explainBackfill({ ...backfill, ...change });
        told.push(answer.code);
        return answer;
      };
      expect(answerOf({})).toMatchObject({ code: 'BACKFILL_SHARE', params: { open: 2, cap: 2 } });
      const shared = { code: 'BACKFILL_SHARE', params: { open: 8, cap: 8 } } as const;
      expect(answerOf({ parallelism: 9, reason: shared })).toMatchObject({ params: { open: 8, cap: 8 } });
      expect(answerOf({ state: 'paused' })).toMatchObject({ code: 'PAUSED', fix: { action: 'resume_backfill' } });
      expect(answerOf({ parallelism: 9 })).toMatchObject({ code: 'PLATFORM' });
      expect(answerOf({ state: 'success', endedAt: new Date() })).toMatchObject({ code: 'ENDED' });
    });
  });

  describe('for what comes from outside', () => {
    it('an update of a dataset', async () => {
      const runId = await begin({ dep: { type: 'wait', with: { dataset: 'orders', partition: '2026-11-20' } } });
      await expectAnswer(runId, 'dep', 'DEP_DATASET');
    });
  });

  describe('for the platform', () => {
    it('when everything was passed and no server has looked yet', async () => {
      const runId = await begin({ a: call('nobody'), b: call('x', { needs: ['a'], when: 'true' }) });
      await expectState(runId, 'a', 'queued');
      // As a crash between counting and deciding leaves it; the healer, which this node does not run now, makes it good.
      await query(
        `insert into task_run (run_id, task_no, state, need, ok, lane_key, rank) select run_id, 1, 0, 1, 1, lane_key, 0 from task_run where run_id = $1`,
        [runId],
      );
      await expectAnswer(runId, 'b', 'PLATFORM');
    });

    it('never with an answer that nobody knows', async () => {
      expect(told.length).toBeGreaterThanOrEqual(30);
      const untold = WAIT_CODES.filter((code) => !told.includes(code) && !ELSEWHERE.has(code));
      expect(untold).toEqual(['UNKNOWN']);
      for (const [code, file] of ELSEWHERE)
        expect(readFileSync(new URL(file, import.meta.url), 'utf8'), file).toContain(`'${code}'`);
    });
  });
});
