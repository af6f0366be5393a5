/**
 * Who of those that wait is granted. All limits of a holder grant together or none does, so nobody holds one while
 * it waits for another and no circle of waits can arise. Who came first goes first; whoever needs several limits
 * does not block a line by waiting for another, but only for so long: then nobody passes any more, the lines in front
 * of it run empty, and its turn comes.
 */
import { afterGrant, nextGrantAt, type RateFigures } from './gcra.ts';

export const OVERTAKE_MS = 30_000;

/** What one key lets through now. */
export interface LimitState {
  readonly id: string;
  /** Of a concurrency limit: slots that are free. */
  readonly room: number | undefined;
  readonly rate: (RateFigures & { readonly tatMs: number }) | undefined;
}

export interface LimitWaiter {
  readonly runId: string;
  readonly taskNo: number;
  readonly rank: number;
  readonly waitedMs: number;
  /** Ids of all its limits. */
  readonly limits: readonly string[];
}

export interface Grants<W extends LimitWaiter> {
  readonly granted: readonly W[];
  /** New state of the rates that were used, by id. */
  readonly tats: ReadonlyMap<string, number>;
}

/** @param states of every limit of every waiter; one that is missing grants nothing */
export function chooseGrants<W extends LimitWaiter>(
  waiters: readonly W[],
  states: readonly LimitState[],
  nowMs: number,
): Grants<W> {
  const gates = new Map(states.map((state) => [state.id, createGate(state, nowMs)]));
  const closed = new Set<string>();
  const granted: W[] = [];
  for (const waiter of [...waiters].sort(byTurn)) {
    if (waiter.limits.every((id) => !closed.has(id) && gates.get(id)?.grants())) {
      for (const id of waiter.limits) gates.get(id)?.take();
      granted.push(waiter);
    } else if (waiter.limits.length > 1 && waiter.waitedMs > OVERTAKE_MS) {
      for (const id of waiter.limits) closed.add(id);
    }
  }
  const used = [...gates].flatMap(([id, { tat }]) => {
    const tatMs = tat();
    return tatMs === undefined ? [] : [[id, tatMs] as const];
  });
  return { granted, tats: new Map(used) };
}

export function byTurn(a: LimitWaiter, b: LimitWaiter): number {
  return a.rank - b.rank || (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.taskNo - b.taskNo);
}

function createGate({ room, rate }: LimitState, nowMs: number) {
  let left = room ?? Number.POSITIVE_INFINITY;
  let tatMs = rate?.tatMs ?? 0;
  return {
    grants: (): boolean => left > 0 && (rate === undefined || nextGrantAt(tatMs, rate) <= nowMs),
    take(): void {
      left -= 1;
      if (rate) tatMs = afterGrant(tatMs, nowMs, rate);
    },
    /** Undefined where none was taken. */
    tat: (): number | undefined => (rate && tatMs !== rate.tatMs ? tatMs : undefined),
  };
}
