import type { ReasonCode } from '@carillon/core';
import { type Assignment, Outcome } from '@carillon/protocol/grpc';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRawWorker, type RawWorker } from './raw-worker.testing.ts';
import { call, workflow } from './workflows.testing.ts';

const ended = (code: ReasonCode) => ({
  outcome: Outcome.OUTCOME_STOPPED,
  reason: JSON.stringify({ code }),
  retryable: false,
  output: '',
});
const FAILED = { ...ended('USER_ERROR'), outcome: Outcome.OUTCOME_FAILED, retryable: true };

describe('attempts that end by no fault of the task', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());

  /** Its task has no tries beyond the first. The first attempt goes to a worker by hand that does as it is told. */
  async function run(handler: string, first: (worker: RawWorker, assignment: Assignment) => void) {
    const worker = await connectRawWorker(cluster.grpcPort, [`function:${handler}`]);
    await cluster.publish(workflow(handler, { only: call(handler) }));
    const runId = await cluster.start(handler);
    const assignment = await worker.assignment;
    await cluster.addWorker({ [handler]: () => ({}) });
    worker.drain();
    first(worker, assignment);
    const { state } = await cluster.ended(runId);
    worker.close();
    const attempts = (await cluster.store.queries.attempts({ tenantKey: 1 }, runId, 0)) ?? [];
    return { state, attempts: attempts.map((attempt) => attempt.state) };
  }

  it.each(['DRAINED', 'WORKER_LOST'] as const)('with the reason %s use no try of the user', async (code) => {
    const { state, attempts } = await run(`by_${code.toLowerCase()}`, (worker, assignment) =>
      worker.report(assignment, ended(code)),
    );
    expect(state).toBe('success');
    expect(attempts).toEqual([code === 'DRAINED' ? 'stopped' : 'lost', 'success']);
  });

  it('because a draining worker handed them back use no try either', async () => {
    const { state, attempts } = await run('handed_back', (worker, assignment) => worker.handBack(assignment));
    expect(state).toBe('success');
    expect(attempts).toEqual(['returned', 'success']);
  });

  it('wait for their next worker no longer than the queue timeout of the task, as before the first', async () => {
    const worker = await connectRawWorker(cluster.grpcPort, ['function:nobody']);
    const only = call('nobody', { retry: { max: 1, backoff: 'fixed', initial: '1ms' }, timeout: { queue: '300ms' } });
    await cluster.publish(workflow('queued_again', { only }));
    const runId = await cluster.start('queued_again');
    const assignment = await worker.assignment;
    worker.drain();
    worker.report(assignment, FAILED);
    expect(await cluster.ended(runId)).toMatchObject({ state: 'failed', reason: { code: 'QUEUE_TIMEOUT' } });
    worker.close();
  });

  it('are told from a failure, which does', async () => {
    const { state, attempts } = await run('failing', (worker, assignment) => worker.report(assignment, FAILED));
    expect(state).toBe('failed');
    expect(attempts).toEqual(['failed']);
  });
});
