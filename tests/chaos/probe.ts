/** A small run, twice a second: how long the platform takes to carry one out from start to end, whatever happens to it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';

export interface Probes {
  /** Of those that were under way at `from` or asked for until `to`, the slowest, once all of them have ended. */
  slowest(from: number, to: number): Promise<number>;
  /** Of the newest that have ended. */
  median(): number;
  done(): Promise<void>;
}

interface Trip {
  readonly from: number;
  readonly ended: Promise<void>;
  ms: number | undefined;
}

const PAUSE_MS = 500;
const POLL_MS = 100;
const NEWEST = 9;
const FINAL: ReadonlySet<unknown> = new Set(['success', 'failed', 'stopped']);

export function probing(api: Api, isOver: () => boolean): Probes {
  const trips: Trip[] = [];
  const travel = async (): Promise<void> => {
    const { body } = await api.post('/runs', { workflow: 'probe', project: 'default' }, randomUUID());
    for (;;) {
      const run = await api.get(`/runs/${String(body['id'])}`);
      if (FINAL.has(run.body['state'])) return;
      await delay(POLL_MS);
    }
  };
  const begin = (): void => {
    const from = Date.now();
    const trip: Trip = { from, ms: undefined, ended: travel().then(() => void (trip.ms = Date.now() - from)) };
    trips.push(trip);
  };
  const loop = async (): Promise<void> => {
    while (!isOver()) {
      begin();
      await delay(PAUSE_MS);
    }
  };
  const looping = loop();
  return {
    async slowest(from, to) {
      const own = trips.filter((trip) => trip.from <= to && trip.from + (trip.ms ?? Number.POSITIVE_INFINITY) >= from);
      await Promise.all(own.map(({ ended }) => ended));
      return Math.max(0, ...own.map(({ ms }) => ms ?? 0));
    },
    median() {
      const newest = trips.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).slice(-NEWEST);
      return newest.sort((a, b) => a - b)[Math.floor(newest.length / 2)] ?? 0;
    },
    async done() {
      await looping;
      await Promise.all(trips.map(({ ended }) => ended));
    },
  };
}
