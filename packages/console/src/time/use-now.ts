import { useSyncExternalStore } from 'react';

/** One clock for all that shows elapsed or relative time, stopped while nobody looks. */
const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const still = () => () => {};

/**
 * The time in milliseconds, moving each second; fixed at the last tick while `moving` is false. Whoever needs
 * it coarser is drawn again only when a step is over.
 */
export function useNow(moving = true, stepMs = 1): number {
  const step = () => now - (now % stepMs);
  return useSyncExternalStore(moving ? subscribe : still, step, step);
}
