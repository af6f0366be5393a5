import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './retry.ts';

describe('back-off', () => {
  const policy = { max: 9, initialMs: 100, capMs: 1_000 };

  it('doubles its bound up to the cap and takes any part of it', () => {
    expect([0, 1, 2, 3, 4, 5].map((retry) => backoffMs(policy, retry, 0.999_999))).toEqual([
      99, 199, 399, 799, 999, 999,
    ]);
    expect(backoffMs(policy, 5, 0)).toBe(0);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-20T00:00:00Z');

  it('reads seconds and dates', () => {
    expect(retryAfterMs('3', now)).toBe(3_000);
    expect(retryAfterMs('Fri, 20 Nov 2026 00:00:05 GMT', now)).toBe(5_000);
    expect(retryAfterMs('Thu, 19 Nov 2026 00:00:05 GMT', now)).toBe(0);
  });

  it('leaves out what is unreadable or unreasonable', () => {
    expect([null, 'soon', '86400'].map((header) => retryAfterMs(header, now))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
