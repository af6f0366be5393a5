import { describe, expect, it } from 'vitest';
import { createTokenBuckets } from './token-bucket.ts';

describe('a token bucket', () => {
  it('lets a burst through, then as many as it refills', () => {
    let now = 0;
    const buckets = createTokenBuckets({ perSecond: 10, burst: 3 }, { now: () => now });
    const taken = () => [1, 2, 3, 4].map(() => buckets.take('a').ok);
    expect(taken()).toEqual([true, true, true, false]);
    expect(buckets.take('a')).toEqual({ ok: false, retryAfterMs: 100 });
    now = 200;
    expect(taken()).toEqual([true, true, false, false]);
    now = 60_000;
    expect(taken()).toEqual([true, true, true, false]);
  });

  it('counts each caller alone', () => {
    const buckets = createTokenBuckets({ perSecond: 1, burst: 1 }, { now: () => 0 });
    expect([buckets.take('a').ok, buckets.take('b').ok, buckets.take('a').ok]).toEqual([true, true, false]);
  });

  it('is off at a rate of nothing', () => {
    const buckets = createTokenBuckets({ perSecond: 0, burst: 0 }, { now: () => 0 });
    expect(buckets.take('a').ok).toBe(true);
  });
});
