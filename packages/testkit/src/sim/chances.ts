/** Randomness that a seed decides. */
export interface Chances {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number below. */
  below(limit: number): number;
  between(low: number, high: number): number;
  happens(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  fill(bytes: Uint8Array): void;
  uuid(): string;
  /** Another source, so that what draws from it does not shift what others draw. */
  fork(): Chances;
}

/** Mulberry32. */
export function createChances(seed: number): Chances {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  };
  const hex = (): string => word().toString(16).padStart(8, '0');
  const chances: Chances = {
    next: () => word() / 2 ** 32,
    below: (limit) => Math.floor((word() / 2 ** 32) * limit),
    between: (low, high) => low + (word() / 2 ** 32) * (high - low),
    happens: (probability) => word() / 2 ** 32 < probability,
    pick: (values) => values[chances.below(values.length)] as (typeof values)[number],
    fill(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = word() & 0xff;
    },
    uuid() {
      const [a, b, c, d] = [hex(), hex(), hex(), hex()];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
    fork: () => createChances(word()),
  };
  return chances;
}
