/**
 * The store as a program of its own on the network: calls take time, each process has its own connections, and a call
 * can fail before its commit, after it (which the caller cannot tell apart), or hang until its connection is given up.
 */
import type { EngineStore } from '@carillon/core';
import { engineStoreOver, type Transactions } from '../store/model.ts';
import type { SimProcess, SimWorld } from './sim-world.ts';

/** After which a server's watch of the store ends its connections. */
const GIVE_UP_MS = 4_500;
const MOST_LATENCY_MS = 8;

/**
 * What loops ask each second, most often in vain: an answer of nothing comes at once, or a history would be nothing but
 * polls on their way.
 */
const POLLS: ReadonlySet<string> = new Set([
  'awaitedRuns',
  'awaitedWorkflows',
  'backlog',
  'claimSchedules',
  'closeWindows',
  'endBulks',
  'enterLines',
  'expireSessions',
  'fleet',
  'followedRuns',
  'grantLimits',
  'grantedReruns',
  'grantedRuns',
  'hasLive',
  'limitRules',
  'lines',
  'nextDue',
  'now',
  'openBackfills',
  'overLimits',
  'pendingStops',
  'pulse',
  'queues',
  'releasable',
  'resumeDue',
  'retryQuarantined',
  'settleDates',
  'takeBulkRuns',
  'takeDueSla',
  'wakeSchedules',
  'witnessClock',
]);
/** Of them, those that take the long way all the same. */
const SLOW_POLLS = 0.05;

export interface StoreFaults {
  /** Answers nobody: connections are refused, those that stand are cut. */
  isDown: boolean;
  /** Whom no packet reaches. */
  readonly cutOff: Set<SimProcess>;
  /** Of calls that fail by themselves, half of them after their commit. */
  failing: number;
  /** Milliseconds on top of every call's way. */
  slowBy: number;
}

export interface SimStore {
  readonly process: SimProcess;
  readonly faults: StoreFaults;
  /** The port over connections of this process. */
  connect(client: SimProcess): EngineStore;
}

class ConnectionError extends Error {
  readonly code = 'ECONNRESET';
}
/** Without a stack, which costs more than the call: a history has thousands of them, and each is meant. */
function lost(when: string): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new ConnectionError(`the connection to the store was lost ${when}`);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

type Hint = Parameters<EngineStore['hint']>[0];

export function createSimStore(world: SimWorld, transactions: Transactions): SimStore {
  const process = world.newProcess('store');
  const faults: StoreFaults = { isDown: false, cutOff: new Set(), failing: 0, slowBy: 0 };
  const listeners = new Set<{ readonly client: SimProcess; readonly life: number; call(hint: Hint): void }>();
  const { chances } = world;

  /** The store's part of a call: its outcome, or undefined where nothing is answered. */
  const carryOut = (run: () => unknown): { readonly value: unknown } | { readonly error: unknown } => {
    try {
      return { value: run() };
    } catch (error) {
      return { error };
    }
  };

  const call = (client: SimProcess, name: string, run: () => unknown): Promise<unknown> =>
    isCalm(client) && POLLS.has(name) && !chances.happens(SLOW_POLLS) ? poll(run) : travel(client, run);

  const isCalm = (client: SimProcess): boolean =>
    faults.slowBy === 0 &&
    faults.failing === 0 &&
    !faults.isDown &&
    process.frozenUntil <= world.now() &&
    !faults.cutOff.has(client);

  const poll = async (run: () => unknown): Promise<unknown> => run();

  const travel = (client: SimProcess, run: () => unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { life } = client;
      const settle = (outcome: ReturnType<typeof carryOut>): void =>
        'error' in outcome ? reject(outcome.error) : resolve(outcome.value);
      const answer = (ms: number, outcome: ReturnType<typeof carryOut>): void => {
        if (client.life === life) world.after(ms, client, () => settle(outcome));
      };
      const isReachable = (): boolean => !faults.isDown && !faults.cutOff.has(client);
      if (faults.isDown) return answer(1, { error: lost('before the call') });
      if (faults.cutOff.has(client)) return answer(GIVE_UP_MS, { error: lost('before the call') });

      const fails = faults.failing > 0 && chances.happens(faults.failing);
      const way = chances.happens(0.7) ? 0.3 : chances.between(0, MOST_LATENCY_MS);
      if (fails && chances.happens(0.5)) return answer(way, { error: lost('before its commit') });
      // Frozen with the store; what is sent is carried out although the caller may be dead by then.
      world.after(way + faults.slowBy, process, () => {
        if (!isReachable() && chances.happens(0.5)) return answer(0, { error: lost('before its commit') });
        const outcome = carryOut(run);
        if (fails || !isReachable()) return answer(0, { error: lost('after its commit') });
        if (chances.happens(0.8)) answer(0, outcome);
        else answer(chances.between(0, MOST_LATENCY_MS), outcome);
      });
    });

  const hints = (client: SimProcess): Pick<EngineStore, 'hint' | 'onHint'> => ({
    hint: (hint) =>
      call(client, 'hint', () => {
        for (const listener of listeners) {
          // They may be lost: every listener polls.
          if (listener.client.life !== listener.life || chances.happens(0.1)) continue;
          world.after(chances.between(0, MOST_LATENCY_MS), listener.client, () => listener.call(hint));
        }
      }) as Promise<void>,
    async onHint(listener) {
      const mine = { client, life: client.life, call: listener };
      listeners.add(mine);
      return async () => void listeners.delete(mine);
    },
  });

  return {
    process,
    faults,
    connect: (client) => engineStoreOver(transactions, (name, run) => call(client, name, run), hints(client)),
  };
}
