/** A small run, twice a second: how long the platform takes to carry one out from start to end, whatever happens to it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';

export interface Probes {
  /** Of those that were under way at `from` or asked for until `to`, the slowest; of who takes too long to be waited for, so far. */
  slowest(from: number, to: number): Promise<number>;
  /** Of the newest that have ended. */
  median(): number;
}

interface Trip {
  readonly from: number;
  readonly ended: Promise<void>;
  ms: number | undefined;
}

const PAUSE_MS = 500;
const POLL_MS = 100;
const NEWEST = 9;
/** At once: beside many that wait, one more tells nothing, and makes it worse. */
const MOST_UNDER_WAY = 20;
/** The next fault waits for nobody who takes longer. */
const PATIENCE_MS = 20_000;
const FINAL: ReadonlySet<unknown> = new Set(['success', 'failed', 'stopped']);

/** Milliseconds that one takes. */
export async function travel(api: Api): Promise<number> {
  const from = Date.now();
  const { body } = await api.post('/runs', { workflow: 'probe', project: 'default' }, randomUUID());
  for (;;) {
    const run = await api.get(`/runs/${String(body['id'])}`);
    if (FINAL.has(run.body['state'])) return Date.now() - from;
    await delay(POLL_MS);
  }
}

export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export function probing(api: Api, isOver: () => boolean): Probes {
  const trips: Trip[] = [];
  const begin = (): void => {
    // One that never ends is told as what does not come to rest, and given up with everything else.
    const ended = travel(api).then(
      (ms) => void (trip.ms = ms),
      () => undefined,
    );
    const trip: Trip = { from: Date.now(), ms: undefined, ended };
    trips.push(trip);
  };
  const loop = async (): Promise<void> => {
    while (!isOver()) {
      if (trips.filter(({ ms }) => ms === undefined).length < MOST_UNDER_WAY) begin();
      await delay(PAUSE_MS);
    }
  };
  void loop();
  return {
    async slowest(from, to) {
      const own = trips.filter((trip) => trip.from <= to && trip.from + (trip.ms ?? Number.POSITIVE_INFINITY) >= from);
      await Promise.race([Promise.all(own.map(({ ended }) => ended)), delay(PATIENCE_MS, undefined, { ref: false })]);
      return Math.max(0, ...own.map((trip) => trip.ms ?? Date.now() - trip.from));
    },
    median() {
      return medianOf(trips.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).slice(-NEWEST));
    },
  };
}
