import { afterEach, expect, it, vi } from 'vitest';
import { host } from './host.ts';
import { watchLoopDelay } from './loop-delay.ts';

afterEach(() => vi.restoreAllMocks());

it('tells by how much later than asked for timers come, also of the one that is still to come', () => {
  let now = 0;
  let tick = (): void => undefined;
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  vi.spyOn(host, 'every').mockImplementation((_ms, run) => {
    tick = run;
    return { cancel: () => undefined };
  });
  const delay = watchLoopDelay();
  const pass = (ms: number): void => {
    now += ms;
    tick();
  };
  for (let i = 0; i < 49; i++) pass(51);
  expect(delay.take()).toBe(1);
  pass(350);
  for (let i = 0; i < 40; i++) pass(50);
  expect(delay.take()).toBe(300);
  now += 550;
  expect(delay.take()).toBe(500);
  tick();
  expect(delay.take()).toBe(500);
  expect(delay.take()).toBe(0);
});
