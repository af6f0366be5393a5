/**
 * Wakes waits for runs when such a run ends on this node. The workflows that are waited for are kept here, so that the
 * end of any other run costs nothing. All nodes do so; what a node has not heard of yet is found by the poll of the
 * wait itself, within seconds.
 */
import type { EngineStore } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import { createLoop, type Loop } from '../loops/loop.ts';
import type { Contexts } from '../runs/contexts.ts';

const REFRESH_MS = 15_000;

export interface AwaitedWorkflows {
  readonly loop: Loop;
  /** After their commit. */
  ended(runIds: Iterable<string>): void;
  /** One more is waited for. */
  changed(): void;
}

export interface AwaitedWorkflowsParts {
  readonly store: Pick<EngineStore, 'awaitedWorkflows' | 'wakeForRuns'>;
  readonly contexts: Pick<Contexts, 'peek'>;
  /** Task runs are due now. */
  readonly onWoken: () => void;
  readonly log: Logger;
}

export function createAwaitedWorkflows({ store, contexts, onWoken, log }: AwaitedWorkflowsParts): AwaitedWorkflows {
  let awaited: ReadonlySet<number> = new Set();
  const loop = createLoop({
    name: 'awaited workflows',
    everyMs: REFRESH_MS,
    log,
    step: async () => {
      awaited = new Set(await store.awaitedWorkflows());
    },
  });

  /** A run that this node knows nothing of may be one of them. */
  const isAwaited = (runId: string): boolean => {
    const workflowKey = contexts.peek(runId)?.workflowKey;
    return workflowKey === undefined || awaited.has(workflowKey);
  };

  return {
    loop,
    changed: () => loop.wake(),
    ended(runIds) {
      if (awaited.size === 0) return;
      const ended = [...runIds].filter(isAwaited);
      if (ended.length === 0) return;
      store.wakeForRuns(ended).then(
        (woken) => (woken > 0 ? onWoken() : undefined),
        (error: unknown) => log.warn({ err: error }, 'what waits for runs that ended looks again a few seconds later'),
      );
    },
  };
}
