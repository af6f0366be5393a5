import { compilePlan, type ChildProgress, type Placement, TASK_STATE_CODES } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import type { ConnectedWorker } from '../sessions.ts';
import { call, workflow } from '../workflows.testing.ts';
import { createDecider, type DeciderParts } from './decider.ts';
import type { RunFacts } from './contexts.ts';
import type { CompiledVersion } from './versions.ts';

describe('decisions', () => {
  it('give promised room back when a later one of the batch fails', async () => {
    const worker = { key: 7, credit: 1 } as ConnectedWorker;
    const plan = compilePlan(workflow('w', { a: call('x', { when: 'true' }), b: call('x', { when: 'true' }) }));
    const decider = createDecider({
      sessions: { byKey: () => worker },
      room: { giveBack: (to: ConnectedWorker) => void to.credit++ },
      contexts: { get: async () => ({}) as RunFacts },
      placer: {
        async place(task: { readonly id: string }) {
          if (task.id === 'b') throw new Error('the store is away');
          worker.credit--;
          return { kind: 'place', placement: { state: 'starting', sessionKey: worker.key } as Placement };
        },
      },
    } as unknown as DeciderParts);
    const progress = (taskNo: number): ChildProgress => ({
      runId: 'r',
      taskNo,
      state: TASK_STATE_CODES.pending,
      need: 0,
      ok: 0,
      failed: 0,
      upstreamFailed: 0,
      skipped: 0,
    });
    await expect(decider.decide({ plan } as CompiledVersion, [progress(0), progress(1)])).rejects.toThrow('away');
    expect(worker.credit).toBe(1);
  });
});
