import { createLogger, newRunId, newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndedAttempt, Reports } from '../gateway/reports.ts';
import type { Versions } from '../runs/versions.ts';
import { createRescuer } from './rescuer.ts';

const LEASE_MS = 60_000;

describe('the rescuer', () => {
  const log = createLogger({ name: 'rescuer', level: 'silent' });
  let stored: TestStore;

  beforeAll(async () => {
    stored = await createTestStore();
  });
  afterAll(() => stored.stop());

  /** A session whose lease outlives the test, with one live attempt. */
  async function workerWithAttempt(): Promise<{ readonly key: number; readonly runId: string }> {
    const offer = {
      name: 'w',
      group: 'default',
      capabilities: [],
      labels: {},
      resources: {},
      slots: 1,
      version: '0',
      host: 'h',
    };
    const key = await stored.store.engine.openSession({ id: newUuid(), ...offer, leaseMs: LEASE_MS });
    const runId = newRunId();
    await stored.store.database.api.query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key,
         version_key, workflow_key, tenant_key, project_key, environment_key, created_at, trigger_kind, actor, params)
       values ($1, 0, 3, 0, 1, 1, 1, $2, 1, $3, 1, 1, 1, 1, 1, now(), 'manual', 'test', '{}')`,
      [runId, newUuid(), key],
    );
    return { key, runId };
  }

  it('hands on what a worker that left has behind at its next look, without waiting for the lease', async () => {
    const ended: Pick<EndedAttempt, 'runId' | 'how'>[] = [];
    let now = 0;
    const rescuer = createRescuer({
      store: stored.store.engine,
      reports: {
        attemptEnded: async ({ runId, how }: EndedAttempt) => void ended.push({ runId, how }),
      } as unknown as Reports,
      versions: { get: async () => ({}) } as unknown as Versions,
      leaseMs: 4_000,
      monotonic: () => now,
      isHalted: () => false,
      onLost: () => undefined,
      onHealed: () => undefined,
      log,
    });
    const [leaving] = [await workerWithAttempt(), await workerWithAttempt()];
    // Steady for one lease: from here on a look costs nothing but the time of its loop.
    for (; now < 6_000; now += 2_000) await rescuer.runOnce();
    expect(ended).toEqual([]);
    await stored.store.engine.endSession(leaving.key);
    await rescuer.runOnce();
    expect(ended).toEqual([{ runId: leaving.runId, how: 'lost' }]);
  });
});
