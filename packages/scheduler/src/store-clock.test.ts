import { expect, it } from 'vitest';
import { createStoreClock } from './store-clock.ts';

const HOUR = 3_600_000;

it.each([-HOUR, HOUR])('a step of the store by %d ms is followed at the next sample', async (step) => {
  const start = performance.timeOrigin;
  let stepped = 0;
  const store = {
    // The sample after the step is the slowest, so that by its round trip it would not count.
    async now() {
      if (stepped !== 0) await new Promise(setImmediate);
      return start + performance.now() + stepped;
    },
  };
  const clock = createStoreClock(store);
  for (let i = 0; i < 8; i++) await clock.sample();
  stepped = step;
  let told = 0;
  let ahead = Number.NaN;
  await clock.sample((stepMs) => {
    told = stepMs;
    ahead = clock.now() - (start + performance.now());
  });
  expect(Math.abs(told - step)).toBeLessThan(HOUR / 2);
  // Whoever rests from then on has not seen the new time before.
  expect(Math.abs(ahead)).toBeLessThan(HOUR / 2);
  expect(Math.abs(clock.now() - (await store.now()))).toBeLessThan(HOUR / 2);
});
