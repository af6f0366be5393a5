import type { WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { type Assignment, Outcome } from '@carillon/protocol/grpc';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRawWorker } from './raw-worker.testing.ts';
import { call, states, workflow } from './workflows.testing.ts';

describe('a scheduler with one worker', () => {
  let cluster: TestCluster;
  const failures = new Map<string, number>();

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      fail: () => {
        throw new Error('as asked');
      },
      fail_twice: (_params, { identity }) => {
        const before = failures.get(identity.taskRunId) ?? 0;
        failures.set(identity.taskRunId, before + 1);
        if (before < 2) throw new Error(`try ${before + 1}`);
        return { tries: before + 1 };
      },
    });
  });
  afterAll(() => cluster.stop());

  const run = async (document: WorkflowDocument, params = {}) => {
    await cluster.publish(document);
    const id = await cluster.start(document.name, params);
    return { ...(await cluster.ended(id)), tasks: await cluster.tasks(id) };
  };
  it('runs a workflow of one task', async () => {
    const ended = await run(workflow('one', { only: call('echo', { with: { handler: 'echo', input: 'hi' } }) }));
    expect(ended.state).toBe('success');
    expect(ended.tasks['only']).toMatchObject({ state: 'success', attempt: 1, output: { said: 'hi' } });
  });

  it('runs a chain in order, a diamond, and joins it', async () => {
    const ended = await run(
      workflow('diamond', {
        a: call('ok'),
        b: call('ok', { needs: ['a'] }),
        c: call('ok', { needs: ['a'] }),
        d: call('ok', { needs: ['b', 'c'] }),
      }),
    );
    expect(ended.state).toBe('success');
    const at = (id: string): number => ended.tasks[id]?.dispatchedAt?.getTime() ?? Number.NaN;
    expect(at('d')).toBeGreaterThanOrEqual(Math.max(at('b'), at('c')));
    expect(Math.min(at('b'), at('c'))).toBeGreaterThanOrEqual(at('a'));
  });

  it('hands outputs on, evaluates conditions and makes the outputs of the run', async () => {
    const ended = await run(
      workflow(
        'data',
        {
          first: call('echo', { with: { handler: 'echo', input: '${{ params.n }}' } }),
          big: call('ok', { needs: ['first'], when: 'tasks.first.outputs.said > 10' }),
          small: call('echo', {
            needs: ['first'],
            when: 'tasks.first.outputs.said <= 10',
            with: { handler: 'echo', input: '${{ tasks.first.outputs.said + 1 }}' },
          }),
          after: call('ok', { needs: ['big', 'small'], rule: 'none_failed_min_one_success' }),
        },
        { params: { n: { type: 'integer' } }, outputs: { answer: '${{ tasks.small.outputs.said }}' } },
      ),
      { n: 7 },
    );
    expect(states(ended.tasks)).toEqual({ first: 'success', big: 'skipped', small: 'success', after: 'success' });
    expect(ended.tasks['big']?.reason?.code).toBe('CONDITION');
    expect(ended.output).toEqual({ answer: 8 });
  });

  it('fails a run whose task failed, blocks what depends on it and runs what waits for the end', async () => {
    const ended = await run(
      workflow('failing', {
        bad: call('fail'),
        blocked: call('ok', { needs: ['bad'] }),
        deeper: call('ok', { needs: ['blocked'] }),
        cleanup: call('ok', { needs: ['deeper'], rule: 'all_done' }),
        alarm: call('ok', { needs: ['bad'], rule: 'one_failed' }),
      }),
    );
    expect(ended.state).toBe('failed');
    expect(states(ended.tasks)).toEqual({
      bad: 'failed',
      blocked: 'upstream_failed',
      deeper: 'upstream_failed',
      cleanup: 'success',
      alarm: 'success',
    });
    expect(ended.tasks['bad']?.reason?.code).toBe('USER_ERROR');
  });

  it('keeps a failed run open until what still runs has ended, and names what failed', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await cluster.addWorker({ held: () => held.then(() => ({})) });
    const tasks = {
      slow: call('held'),
      bad: call('fail'),
      after: call('ok', { needs: ['slow', 'bad'] }),
      last: call('ok', { needs: ['after', 'slow'] }),
    };
    await cluster.publish(workflow('still_running', tasks));
    const runId = await cluster.start('still_running');
    await vi.waitFor(async () => expect((await cluster.tasks(runId))['last']?.state).toBe('upstream_failed'), {
      timeout: 10_000,
    });
    expect((await cluster.store.queries.run({ tenantKey: 1 }, runId))?.state).toBe('running');
    release();
    const ended = await cluster.ended(runId);
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED', params: { task: 'bad' } } });
    const final = await cluster.tasks(runId);
    expect(states(final)).toEqual({
      slow: 'success',
      bad: 'failed',
      after: 'upstream_failed',
      last: 'upstream_failed',
    });
    expect(final['after']?.reason).toMatchObject({ code: 'UPSTREAM', params: { task: 'bad' } });
  });

  it('starts a task of rule one_success before its other upstream has ended, and only once', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await cluster.addWorker({ hold: () => held.then(() => ({})), quick: () => ({}), early: () => (release(), {}) });
    const ended = await run(
      workflow('early', {
        slow: call('hold'),
        fast: call('quick'),
        early: call('early', { needs: ['slow', 'fast'], rule: 'one_success' }),
        last: call('quick', { needs: ['early', 'slow'] }),
      }),
    );
    expect(ended.state).toBe('success');
    expect(states(ended.tasks)).toEqual({ slow: 'success', fast: 'success', early: 'success', last: 'success' });
    expect(ended.tasks['early']?.attempt).toBe(1);
  });

  it('retries as often as asked and keeps each attempt', async () => {
    const ended = await run(
      workflow('retrying', {
        flaky: call('fail_twice', { retry: { max: 3, backoff: 'fixed', initial: '10ms' } }),
        next: call('ok', { needs: ['flaky'] }),
      }),
    );
    expect(ended.state).toBe('success');
    expect(ended.tasks['flaky']).toMatchObject({ attempt: 3, output: { tries: 3 } });
    const attempts = (await cluster.store.queries.attempts({ tenantKey: 1 }, ended.id, 0)) ?? [];
    expect(attempts.map((attempt) => attempt.state)).toEqual(['failed', 'failed', 'success']);
    expect(new Set(attempts.map((attempt) => attempt.fence)).size).toBe(3);
  });

  it('counts an allowed failure as success for what depends on it', async () => {
    const ended = await run(
      workflow('allowed', { bad: call('fail', { allowFailure: true }), next: call('ok', { needs: ['bad'] }) }),
    );
    expect(ended.state).toBe('success');
    expect(states(ended.tasks)).toEqual({ bad: 'failed', next: 'success' });
  });

  it('records what the expressions of a first task came to, and gives no reason where there is none', async () => {
    const document = workflow(
      'recorded',
      {
        first: call('echo', { with: { handler: 'echo', input: '${{ params.n }}' } }),
        next: call('ok', { needs: ['first'] }),
      },
      { params: { n: { type: 'integer' } } },
    );
    const ended = await run(document, { n: 3 });
    expect(ended.tasks['first']).toMatchObject({ input: { with: { input: 3 } }, output: { said: 3 } });
    expect(ended.tasks['first']?.reason).toBeUndefined();
  });

  it('carries out waits and no-ops without a worker', async () => {
    const ended = await run(
      workflow('inline', {
        pause: { type: 'wait', with: { for: '20ms' } },
        mark: { type: 'noop', needs: ['pause'] },
        end: call('ok', { needs: ['mark'] }),
      }),
    );
    expect(ended.state).toBe('success');
    expect(states(ended.tasks)).toEqual({ pause: 'success', mark: 'success', end: 'success' });
  });

  it('fails a task whose expression cannot be evaluated, and says why', async () => {
    const ended = await run(
      workflow('wrong', {
        a: call('ok'),
        b: call('echo', { needs: ['a'], with: { handler: 'echo', input: '${{ tasks.a.outputs.nothing + 1 }}' } }),
      }),
    );
    expect(ended.state).toBe('failed');
    expect(ended.tasks['b']?.reason).toMatchObject({
      code: 'EXPRESSION_FAILED',
      params: { message: 'with.input: no such key: nothing' },
      said: { text: '{0}: {1}', values: ['with.input', { text: 'no such key: {0}', values: ['nothing'] }] },
    });
  });

  it('runs a fan-out wider than the room of its workers and joins it', async () => {
    const leaves = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`leaf_${i}`, call('ok', { needs: ['root'] })]),
    );
    const ended = await run(
      workflow('fan', { root: call('ok'), ...leaves, join: call('ok', { needs: Object.keys(leaves) }) }),
    );
    expect(ended.state).toBe('success');
    expect(Object.values(ended.tasks).every((task) => task.state === 'success' && task.attempt === 1)).toBe(true);
  });

  it('leaves nothing in the hot tables', async () => {
    const { rows } = await cluster.store.database.api.query(
      'select (select count(*) from run)::int runs, (select count(*) from task_run)::int tasks',
    );
    expect(rows[0]).toEqual({ runs: 0, tasks: 0 });
  });
});

describe('a scheduler whose workers misbehave', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());

  const attemptsOf = async (runId: string, taskNo = 0) =>
    (await cluster.store.queries.attempts({ tenantKey: 1 }, runId, taskNo)) ?? [];

  it('hands an attempt of a lost worker on, and refuses its late report', async () => {
    const silent = await connectRawWorker(cluster.grpcPort, ['function:slow']);
    await cluster.publish(workflow('lost', { only: call('slow'), next: call('slow', { needs: ['only'] }) }));
    const runId = await cluster.start('lost');
    const assignment = await silent.assignment;
    // Its lease runs out, and another worker gets the task.
    silent.freeze();
    await cluster.addWorker({ slow: () => ({ by: 'second' }) });
    const ended = await cluster.ended(runId);
    expect(ended.state).toBe('success');
    const attempts = await attemptsOf(runId);
    expect(attempts.map((attempt) => attempt.state)).toEqual(['lost', 'success']);
    expect(Number(attempts[1]?.fence)).toBeGreaterThan(Number(attempts[0]?.fence));

    silent.report(assignment);
    expect(await silent.stale).toEqual([assignment.attemptId]);
    expect((await cluster.tasks(runId))['only']).toMatchObject({
      state: 'success',
      attempt: 2,
      output: { by: 'second' },
    });
    silent.close();
  });

  it('acknowledges a report that was sent twice and counts it once', async () => {
    const worker = await connectRawWorker(cluster.grpcPort, ['function:twice']);
    await cluster.publish(workflow('twice', { only: call('twice') }));
    const runId = await cluster.start('twice');
    const assignment = await worker.assignment;
    worker.report(assignment);
    worker.report(assignment);
    await worker.acknowledged(2);
    expect(worker.staleSeen()).toBe(false);
    expect((await cluster.ended(runId)).state).toBe('success');
    worker.close();
  });

  it('sends all live attempts again to a session that resumes', async () => {
    const first = await connectRawWorker(cluster.grpcPort, ['function:resumed']);
    await cluster.publish(workflow('resumed', { only: call('resumed') }));
    const runId = await cluster.start('resumed');
    const before = await first.assignment;
    first.close();
    const second = await connectRawWorker(cluster.grpcPort, ['function:resumed'], { sessionId: first.sessionId });
    const again = await second.assignment;
    expect(again).toMatchObject({ attemptId: before.attemptId, fence: before.fence });
    second.report(again);
    expect((await cluster.ended(runId)).state).toBe('success');
    second.close();
  });

  it('makes what a worker that restarted has left its new session’s, and counts nothing of the old one', async () => {
    const first = await connectRawWorker(cluster.grpcPort, ['function:restarted'], { slots: 2 });
    await cluster.publish(workflow('restarted', { ran: call('restarted'), ended: call('restarted') }));
    const runId = await cluster.start('restarted');
    await vi.waitFor(() => expect(first.assignments()).toHaveLength(2), { timeout: 10_000 });
    const second = await connectRawWorker(cluster.grpcPort, ['function:restarted'], {
      sessionId: first.sessionId,
      restarted: true,
    });
    expect(second.sessionId).not.toBe(first.sessionId);
    expect([...second.kept].sort()).toEqual(
      first
        .assignments()
        .map(({ attemptId }) => attemptId)
        .sort(),
    );
    await vi.waitFor(() => expect(second.assignments()).toHaveLength(2), { timeout: 10_000 });
    const [ran, ended] = second.assignments().toSorted((a, b) => b.taskNo - a.taskNo) as [Assignment, Assignment];
    expect(first.assignments()).toContainEqual(expect.objectContaining({ attemptId: ran.attemptId, fence: ran.fence }));
    // A frozen twin of the earlier life: whatever it says is too late.
    first.report(ended, { output: '{"by":"the dead"}' });
    await Promise.race([first.stale, first.dismissed]);
    second.report(ended);
    second.report(ran, { outcome: Outcome.OUTCOME_STOPPED, reason: '{"code":"WORKER_LOST"}' });
    await second.acknowledged(2);
    const tasks = Object.values(await cluster.tasks(runId));
    expect(tasks.find(({ taskNo }) => taskNo === ended.taskNo)).toMatchObject({
      state: 'success',
      output: { by: 'raw' },
    });
    expect((await attemptsOf(runId, ended.taskNo)).map(({ state }) => state)).toEqual(['success']);
    expect((await attemptsOf(runId, ran.taskNo)).at(0)?.state).toBe('lost');
    first.close();
    second.close();
  });

  it('stops a run: what waits ends at once, what runs is told, and nothing new starts', async () => {
    await cluster.addWorker({
      until_stopped: (_params, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    });
    await cluster.publish(
      workflow('stopping', {
        running: call('until_stopped'),
        pause: { type: 'wait', with: { for: '1h' } },
        after: call('until_stopped', { needs: ['running', 'pause'] }),
      }),
    );
    const runId = await cluster.start('stopping');
    await vi.waitFor(async () => expect((await cluster.tasks(runId))['running']?.state).toBe('running'), {
      timeout: 10_000,
    });
    const by = { actor: 'tester', reason: { code: 'STOPPED_BY_USER' } } as const;
    expect(await cluster.scheduler.controller.stop({ tenantKey: 1 }, runId, by)).toBe('stopping');
    const ended = await cluster.ended(runId);
    expect(ended).toMatchObject({ state: 'stopped', reason: { code: 'STOPPED_BY_USER' } });
    const tasks = await cluster.tasks(runId);
    expect(Object.values(tasks).map((task) => task.state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(tasks['after']?.attempt).toBe(0);
    expect(await cluster.scheduler.controller.stop({ tenantKey: 1 }, runId, by)).toBe('already_final');
    expect(await cluster.scheduler.controller.stop({ tenantKey: 2 }, runId, by)).toBe('not_found');
  });

  it('ends a run at its time limit as failed', async () => {
    await cluster.publish(
      workflow(
        'limited',
        { wait: { type: 'wait', with: { for: '1h' } }, after: { type: 'noop', needs: ['wait'] } },
        { timeout: '50ms' },
      ),
    );
    const ended = await cluster.ended(await cluster.start('limited'));
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'RUN_TIMEOUT' } });
  });
});
