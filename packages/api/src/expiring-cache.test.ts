import { describe, expect, it } from 'vitest';
import { createExpiringCache } from './expiring-cache.ts';

function setUp(capacity = 10) {
  const clock = { time: 0, now: () => clock.time };
  let loads = 0;
  const cache = createExpiringCache<string>({ ttlMs: 1_000, capacity, clock });
  const get = (key: string) =>
    cache.get(key, async () => {
      loads++;
      return 'value';
    });
  return { cache, clock, get, loads: () => loads };
}

describe('an expiring cache', () => {
  it('asks once for callers at the same moment, and again when the answer is old', async () => {
    const { clock, get, loads } = setUp();
    await Promise.all([get('a'), get('a'), get('a')]);
    expect(loads()).toBe(1);
    clock.time = 999;
    await get('a');
    expect(loads()).toBe(1);
    clock.time = 1_000;
    await get('a');
    expect(loads()).toBe(2);
  });

  it('keeps neither failures nor absence', async () => {
    const { cache, get, loads } = setUp();
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', async () => undefined)).toBeUndefined();
    expect(await get('a')).toBe('value');
    expect(loads()).toBe(1);
  });

  it('forgets the oldest beyond its capacity, and what it is told to', async () => {
    const { cache, get, loads } = setUp(2);
    for (const key of ['a', 'b', 'c', 'a']) await get(key);
    expect(loads()).toBe(4);
    cache.delete('a');
    await get('a');
    expect(loads()).toBe(5);
  });
});
