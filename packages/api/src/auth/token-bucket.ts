/** Rate limits: a bucket of tokens per caller that refills steadily. A full bucket is forgotten. */
import type { Clock } from '@carillon/runtime';

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface TokenBuckets {
  /** Takes one; else the milliseconds until there is one again. */
  take(key: string): { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };
}

interface Bucket {
  level: number;
  at: number;
}

const SWEEP_SIZE = 10_000;

export function createTokenBuckets(rate: Rate, clock: Clock): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const perMs = rate.perSecond / 1000;
  const levelAt = (bucket: Bucket, now: number): number =>
    Math.min(rate.burst, bucket.level + (now - bucket.at) * perMs);

  /** Only when there are many: what has refilled says nothing any more. */
  function sweep(now: number): void {
    for (const [key, bucket] of buckets) if (levelAt(bucket, now) >= rate.burst) buckets.delete(key);
  }

  return {
    take(key) {
      if (rate.perSecond === 0) return { ok: true };
      const now = clock.now();
      const bucket = buckets.get(key) ?? { level: rate.burst, at: now };
      const level = levelAt(bucket, now);
      bucket.at = now;
      bucket.level = level >= 1 ? level - 1 : level;
      buckets.set(key, bucket);
      if (buckets.size > SWEEP_SIZE) sweep(now);
      return level >= 1 ? { ok: true } : { ok: false, retryAfterMs: Math.ceil((1 - level) / perMs) };
    },
  };
}
