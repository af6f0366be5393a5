import { createLogger, host } from '@carillon/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type pg from 'pg';
import { type StoreWatch, startStoreWatch } from './store-watch.ts';

afterEach(() => vi.restoreAllMocks());

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** A watch whose time passes when the test says so, on a store that answers when the test says so. */
function watching() {
  const timers: { readonly ms: number; run: (() => void) | undefined }[] = [];
  vi.spyOn(host, 'after').mockImplementation((ms, run) => {
    const timer: (typeof timers)[number] = { ms, run };
    timers.push(timer);
    return { cancel: () => void (timer.run = undefined) };
  });
  vi.spyOn(host, 'endOfTurn').mockImplementation((run) => run());
  let answer: () => void = () => undefined;
  const onAway = vi.fn<() => void>();
  const watch: StoreWatch = startStoreWatch({
    connect: async () => ({ end: async () => undefined }) as unknown as pg.Client,
    probe: () => new Promise((resolve) => (answer = resolve)),
    onAway,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  return {
    watch,
    onAway,
    answer: () => answer(),
    /** The next timer comes, however late. */
    async tick() {
      const due = timers.shift();
      due?.run?.();
      await settle();
      return due?.ms;
    },
  };
}

describe('the watch of the store', () => {
  it('takes it for away when a probe stays without an answer, and for back with the next answer', async () => {
    const { watch, onAway, answer, tick } = watching();
    await tick();
    for (let i = 0; i < 6; i++) expect(await tick()).toBe(500);
    expect(watch.isAway()).toBe(false);
    await tick();
    expect(watch.isAway()).toBe(true);
    expect(onAway).toHaveBeenCalledTimes(1);
    await tick();
    answer();
    await settle();
    expect(watch.isAway()).toBe(false);
  });

  it('does not take a pause of its own for silence', async () => {
    const { watch, onAway, answer, tick } = watching();
    await tick();
    // Seconds may have passed: what was answered meanwhile has not been read yet.
    await tick();
    answer();
    await settle();
    for (let i = 0; i < 20; i++) {
      await tick();
      answer();
      await settle();
    }
    expect(watch.isAway()).toBe(false);
    expect(onAway).not.toHaveBeenCalled();
  });
});
