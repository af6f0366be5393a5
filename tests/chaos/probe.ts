/** A small run, again and again: how long after a fault began the platform carries one out from start to end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';

export interface Probe {
  /** Milliseconds until the end of the first run that was asked for after now. */
  firstAfterNow(): Promise<number>;
  readonly done: Promise<void>;
}

const PAUSE_MS = 100;
const POLL_MS = 50;
const FINAL: ReadonlySet<unknown> = new Set(['success', 'failed', 'stopped']);

export function probing(api: Api, isOver: () => boolean): Probe {
  const waiting = new Set<{ readonly since: number; readonly tell: (ms: number) => void }>();
  const once = async (): Promise<void> => {
    const began = performance.now();
    const { body } = await api.post('/runs', { workflow: 'probe', project: 'default' }, randomUUID());
    for (;;) {
      const run = await api.get(`/runs/${String(body['id'])}`);
      if (FINAL.has(run.body['state'])) break;
      await delay(POLL_MS);
    }
    for (const one of [...waiting].filter(({ since }) => since <= began)) {
      waiting.delete(one);
      one.tell(performance.now() - one.since);
    }
  };
  const loop = async (): Promise<void> => {
    while (!isOver() || waiting.size > 0) {
      await once();
      await delay(PAUSE_MS);
    }
  };
  return {
    firstAfterNow: () => new Promise((tell) => waiting.add({ since: performance.now(), tell })),
    done: loop(),
  };
}
