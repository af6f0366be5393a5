import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { host } from './host.ts';
import { type LoopDelay, watchLoopDelay } from './loop-delay.ts';

let now: number;
/** The pause of each timer that runs. */
let running: number[];
let tick: () => void;
let delay: LoopDelay;

beforeEach(() => {
  now = 0;
  running = [];
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  vi.spyOn(host, 'every').mockImplementation((ms, run) => {
    running.push(ms);
    tick = run;
    return { cancel: () => running.splice(running.indexOf(ms), 1) };
  });
  delay = watchLoopDelay();
});
afterEach(() => vi.restoreAllMocks());

/** A second in which each timer comes so much late. */
function second(lateMs: number): void {
  const end = now + 1_000;
  while (now < end) {
    now += (running[0] ?? Number.NaN) + lateMs;
    tick();
  }
}

it('tells by how much later than asked for timers come, also of the one that is still to come', () => {
  second(20);
  expect(delay.take()).toBe(20);
  now += 350;
  tick();
  second(0);
  expect(delay.take()).toBe(300);
  now += 550;
  expect(delay.take()).toBe(500);
  tick();
  expect(delay.take()).toBe(500);
});

it('wakes an idle process seldom, and looks closely again once timers are late', () => {
  second(1);
  expect(delay.take()).toBe(1);
  expect(running).toEqual([250]);
  second(1);
  expect(delay.take()).toBe(1);
  now += 400;
  tick();
  expect(delay.take()).toBe(150);
  expect(running).toEqual([50]);
  second(30);
  expect(delay.take()).toBe(30);
  delay.stop();
  expect(running).toEqual([]);
});
