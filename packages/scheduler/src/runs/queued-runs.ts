/**
 * How many runs of a tenant wait (GUARANTEES 10.1), so that no more are accepted than the platform bears. The store counts
 * them now and then, each server adds what it has let through since: a start costs no statement for it. A server counts again
 * at the latest after {@link UNCOUNTED_STARTS}, and what was under way at that moment as if it had not been counted. So one
 * server never passes the limit, and each further one passes it by no more than that. What began to run since is counted
 * as waiting until then, and what is refused was counted within a second.
 */
import { CarillonError, type EngineStore, NEAR_LIMIT, type Scope, said } from '@carillon/core';
import { host, type Logger } from '@carillon/runtime';

/** Starts of a tenant that a server lets through before it counts again. */
export const UNCOUNTED_STARTS = 5_000;
const COUNT_AGAIN_MS = 1_000;
const WARN_AGAIN_MS = 60_000;

type Tenant = Pick<Scope, 'tenantKey'>;

export interface QueuedRuns {
  /**
   * Lets so many starts through; to be told when they are written, or not. At most 1 000.
   * @throws CarillonError LIMIT_QUEUED_RUNS
   */
  enter(tenant: Tenant, runs: number): Promise<() => void>;
  /** Nothing more is let through. */
  isFull(tenant: Tenant): Promise<boolean>;
  /** As far as this server knows. */
  use(tenant: Tenant): { readonly used: number; readonly limit: number };
}

export interface QueuedRunsParts {
  readonly store: Pick<EngineStore, 'queuedRuns'>;
  readonly limit: number;
  readonly log: Logger;
}

interface Count {
  counted: number;
  /** Let through since, and what was under way when it was counted. */
  since: number;
  underWay: number;
  /** Monotonic; before the first count, so that the first start has one made. */
  at: number;
  warnedAt: number;
  counting: Promise<void> | undefined;
  /** Called when one of those under way has been written, or not. */
  onWritten: (() => void)[];
}

export function createQueuedRuns({ store, limit, log }: QueuedRunsParts): QueuedRuns {
  const counts = new Map<number, Count>();

  const countOf = ({ tenantKey }: Tenant): Count => {
    const known = counts.get(tenantKey);
    if (known) return known;
    const at = Number.NEGATIVE_INFINITY;
    const made: Count = { counted: limit, since: 0, underWay: 0, at, warnedAt: at, counting: undefined, onWritten: [] };
    counts.set(tenantKey, made);
    return made;
  };
  const room = ({ counted, since }: Count): number => Math.min(limit - counted, UNCOUNTED_STARTS) - since;
  const isRecent = ({ at }: Count): boolean => host.monotonic() - at < COUNT_AGAIN_MS;

  const count = async (tenant: Tenant, state: Count): Promise<void> => {
    const written = state.since - state.underWay;
    state.counted = await store.queuedRuns(tenant.tenantKey, limit);
    state.since -= written;
    state.at = host.monotonic();
    if (state.counted < limit * NEAR_LIMIT || state.at - state.warnedAt < WARN_AGAIN_MS) return;
    state.warnedAt = state.at;
    log.warn({ ...tenant, code: 'LIMIT_NEAR', queuedRuns: state.counted, limit }, 'a tenant has many runs that wait');
  };
  const counted = (tenant: Tenant, state: Count): Promise<void> =>
    (state.counting ??= count(tenant, state).finally(() => {
      state.counting = undefined;
    }));

  /** Whether so many fit; counts where that is not known. */
  const fits = async (tenant: Tenant, state: Count, runs: number): Promise<boolean> => {
    while (room(state) < runs) {
      if (isRecent(state) && limit - state.counted - state.since < runs) return false;
      // While all that may be uncounted is still being written, another count would find nothing new.
      if (state.underWay + runs > UNCOUNTED_STARTS) await new Promise<void>((go) => state.onWritten.push(go));
      else await counted(tenant, state);
    }
    return true;
  };

  return {
    async enter(tenant, runs) {
      const state = countOf(tenant);
      if (!(await fits(tenant, state, runs))) throw full(state.counted + state.since, limit);
      state.since += runs;
      state.underWay += runs;
      return () => {
        state.underWay -= runs;
        for (const go of state.onWritten.splice(0)) go();
      };
    },
    isFull: async (tenant) => !(await fits(tenant, countOf(tenant), 1)),
    use(tenant) {
      const { counted: known, since, at } = countOf(tenant);
      return { used: at === Number.NEGATIVE_INFINITY ? 0 : known + since, limit };
    },
  };
}

function full(waiting: number, limit: number): CarillonError {
  return new CarillonError({
    code: 'LIMIT_QUEUED_RUNS',
    message: said`${waiting} runs of the tenant wait already; it may have ${limit}`,
    hint: said`Try again when some have started. Stop those that nobody needs, or add workers.`,
    details: { waiting, limit },
  });
}
