import { host, type Logger } from '@carillon/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLoop } from './loop.ts';

const EVERY_MS = 1_000;
const log = { warn: vi.fn<() => void>() } as unknown as Logger;
let now = 0;
let planned: { at: number; run: () => void } | undefined;

beforeEach(() => {
  now = 0;
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  vi.spyOn(host, 'after').mockImplementation((ms, run) => {
    planned = { at: now + ms, run };
    return { cancel: () => (planned = undefined) };
  });
});
afterEach(() => vi.restoreAllMocks());

/** Until the next timer, and what it sets off is over. */
async function pass(): Promise<void> {
  const due = planned;
  planned = undefined;
  now = due?.at ?? now;
  due?.run();
  await vi.waitFor(() => expect(planned).toBeDefined());
}

function counting(isNeeded: () => Promise<boolean>) {
  let steps = 0;
  const step = async (): Promise<void> => {
    steps += 1;
  };
  const loop = createLoop({ name: 'counting', everyMs: EVERY_MS, isNeeded, step, log });
  return { loop, steps: () => steps };
}

it('leaves out steps that would find nothing, but not for ever', async () => {
  const { loop, steps } = counting(async () => false);
  loop.start();
  await pass();
  expect(steps()).toBe(1);
  for (let i = 0; i < 59; i++) await pass();
  expect(steps()).toBe(1);
  await pass();
  expect(steps()).toBe(2);
  await loop.stop();
});

it('makes a step that was asked for, whatever there is to do', async () => {
  const { loop, steps } = counting(async () => false);
  loop.start();
  await pass();
  await pass();
  expect(steps()).toBe(1);
  loop.wake();
  await pass();
  expect(steps()).toBe(2);
  await loop.stop();
});

it('makes every step while there is something to do', async () => {
  const { loop, steps } = counting(async () => true);
  loop.start();
  for (let i = 0; i < 3; i++) await pass();
  expect(steps()).toBe(3);
  await loop.stop();
});

it('goes on when nobody could say whether there is something to do', async () => {
  const { loop, steps } = counting(async () => Promise.reject(new Error('the store is away')));
  loop.start();
  await pass();
  await pass();
  expect(steps()).toBe(1);
  expect(log.warn).toHaveBeenCalled();
  await pass();
  expect(planned?.at).toBe(now + EVERY_MS);
  await loop.stop();
});

it('steps with the other loops of its node, whenever it began', async () => {
  now = 5_300;
  const { loop, steps } = counting(async () => true);
  loop.start();
  await pass();
  expect(planned?.at).toBe(6_000);
  await pass();
  // A timer that fires a little early has had its beat.
  now = 6_998;
  planned?.run();
  await vi.waitFor(() => expect(planned?.at).toBe(8_000));
  expect(steps()).toBe(3);
  await loop.stop();
});
