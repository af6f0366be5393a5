import { createLogger, createMetrics, host } from '@carillon/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import { createLoadWatch } from './load-watch.ts';

afterEach(() => vi.restoreAllMocks());

it('puts more off while the pressure lasts, less when it is over, and says so in its metrics', async () => {
  let now = 0;
  let sample = { loopDelayMs: 250, storeMs: 3 };
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  const metrics = createMetrics();
  const watch = createLoadWatch({
    sample: () => sample,
    metrics,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i++) {
      watch.runOnce();
      now += 1_000;
    }
  };
  pass(11);
  expect(watch.level).toBe(1);
  expect([watch.isPutOff('views'), watch.isPutOff('backfills')]).toEqual([true, false]);
  expect(await metrics.registry.metrics()).toContain('carillon_load_level 1');
  sample = { loopDelayMs: 2, storeMs: 900 };
  pass(10);
  expect(watch.isPutOff('backfills')).toBe(true);
  expect(watch.recent()).toEqual({ loopDelayMs: 2, storeMs: 900 });
  sample = { loopDelayMs: 2, storeMs: 3 };
  pass(22);
  expect(watch.level).toBe(0);
  expect(watch.recent()).toEqual({ loopDelayMs: 2, storeMs: 3 });
});
