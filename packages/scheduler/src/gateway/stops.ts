/** Passes stops on to the workers of this node. A stop that was committed elsewhere comes by hint or by the sweep. */
import type { EndableRun, EngineStore, Reason, StopOrigin, StopOutcome, StopResult, TenantScope } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Sessions } from '../sessions.ts';

/** Between TERM and KILL (GUARANTEES 8.1). */
export const STOP_GRACE_MS = 30_000;

export interface StopOrder {
  readonly sessionKey: number;
  readonly attemptId: string;
  readonly reason: Reason;
}

export interface Stopper {
  stop(scope: TenantScope, runId: string, by: StopOrigin): Promise<StopResult>;
  /** What follows a stop that stands. */
  stopped(outcome: StopOutcome): Promise<void>;
  /** Tells workers connected here; the others are reached by their own node. */
  tell(orders: readonly StopOrder[]): void;
  /** Tells those here, and hints at the others. */
  deliver(orders: readonly StopOrder[]): Promise<void>;
  sweep(): Promise<void>;
}

export function createStopper(
  store: Pick<EngineStore, 'stop' | 'pendingStops' | 'hint'>,
  sessions: Sessions,
  /** Nothing of this run runs any more, and the tasks that follow a stop are next. */
  onEndable: (run: EndableRun) => Promise<void>,
  log: Logger,
): Stopper {
  const tell = (orders: readonly StopOrder[]): void => {
    for (const { sessionKey, attemptId, reason } of orders) {
      const attempts = [{ attemptId, reason: JSON.stringify(reason), graceMs: graceOf(reason) }];
      sessions.byKey(sessionKey)?.send({ body: { $case: 'stop', value: { attempts } } });
    }
  };
  const deliver = async (orders: readonly StopOrder[]): Promise<void> => {
    tell(orders);
    if (orders.every((order) => sessions.byKey(order.sessionKey))) return;
    await store
      .hint('stop')
      .catch((error: unknown) => log.warn({ err: error }, 'no hint of a stop; the sweep finds it'));
  };
  const stopped = async ({ live, endable }: StopOutcome): Promise<void> => {
    await deliver(live);
    if (endable) await onEndable(endable);
  };
  return {
    tell,
    deliver,
    stopped,
    async stop(scope, runId, by) {
      const outcome = await store.stop(scope, runId, by);
      await stopped(outcome);
      return outcome.result;
    },
    async sweep() {
      // Of all of them: what a worker holds is for the store to say, and what is known of it here may be wrong.
      const keys = Array.from(sessions.all(), (worker) => worker.key);
      if (keys.length > 0) tell(await store.pendingStops(keys));
    },
  };
}

/** A schedule that terminates what runs leaves it no time. */
const graceOf = ({ code, params }: Reason): number =>
  code === 'STOPPED_BY_OVERLAP' && params?.['policy'] === 'terminate_running' ? 0 : STOP_GRACE_MS;
