/**
 * Answers of the store that may be a little old, kept for a bounded time and number. Callers at the same
 * moment share one look-up; a look-up that fails or finds nothing is not kept.
 */
import type { Clock } from '@carillon/runtime';

export interface ExpiringCache<V> {
  get(key: string, load: () => Promise<V | undefined>): Promise<V | undefined>;
  clear(): void;
  delete(key: string): void;
}

export function createExpiringCache<V>(options: {
  readonly ttlMs: number;
  readonly capacity: number;
  readonly clock: Clock;
}): ExpiringCache<V> {
  const entries = new Map<string, { readonly value: Promise<V | undefined>; readonly until: number }>();

  return {
    get(key, load) {
      const now = options.clock.now();
      const known = entries.get(key);
      if (known && known.until > now) return known.value;
      const entry = { value: load(), until: now + options.ttlMs };
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size > options.capacity) entries.delete(entries.keys().next().value as string);
      const forget = () => {
        if (entries.get(key) === entry) entries.delete(key);
      };
      entry.value.then((value) => value === undefined && forget(), forget);
      return entry.value;
    },
    clear: () => entries.clear(),
    delete: (key) => void entries.delete(key),
  };
}
