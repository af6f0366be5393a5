import { host } from '@carillon/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import { createLogWindow, type LogWindow } from './log-window.ts';

const KIB = 2 ** 10;
afterEach(() => vi.restoreAllMocks());

/** A window whose batches are acknowledged so late, one after the other. */
function windowOn() {
  let now = 0;
  vi.spyOn(host, 'monotonic').mockImplementation(() => now);
  const window = createLogWindow();
  let seq = 0n;
  const sent = (onStream = window.bytes): bigint => {
    seq += 1n;
    window.sent(seq, onStream);
    return seq;
  };
  return { window, sent, pass: (ms: number) => void (now += ms) };
}
const narrowed = (window: LogWindow): number => {
  window.sent(0n, 1);
  window.broken();
  return window.bytes;
};

it('begins wide, is a small part of that when its stream breaks, and never less than a little', () => {
  const { window } = windowOn();
  expect(window.bytes).toBe(1_024 * KIB);
  window.broken();
  expect(window.bytes).toBe(1_024 * KIB);
  expect(narrowed(window)).toBe(64 * KIB);
  expect(narrowed(window)).toBe(8 * KIB);
  expect(narrowed(window)).toBe(8 * KIB);
});

it('is widened by what has filled it and was acknowledged soon, not by less, nor by what took longer', () => {
  const { window, sent, pass } = windowOn();
  narrowed(window);
  window.acknowledged(sent(KIB));
  expect(window.bytes).toBe(64 * KIB);
  const late = sent();
  pass(600);
  window.acknowledged(late);
  expect(window.bytes).toBe(64 * KIB);
  window.acknowledged(sent());
  expect(window.bytes).toBe(128 * KIB);
});

it('is halved by what is acknowledged late, once for all that was on the stream then', () => {
  const { window, sent, pass } = windowOn();
  const together = [sent(), sent()];
  pass(1_500);
  for (const seq of together) window.acknowledged(seq);
  expect(window.bytes).toBe(512 * KIB);
  const next = sent();
  pass(1_500);
  window.acknowledged(next);
  expect(window.bytes).toBe(256 * KIB);
});
