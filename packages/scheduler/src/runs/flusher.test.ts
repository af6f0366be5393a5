import { describe, expect, it } from 'vitest';
import { createFlusher } from './flusher.ts';

interface Item {
  readonly id: string;
  readonly shard?: number;
  readonly lonely?: boolean;
}

/** A flusher whose flushes wait to be let go one by one. */
function flushing(maxBatch = 10) {
  const batches: string[][] = [];
  let letGo: () => void = () => undefined;
  const flusher = createFlusher<Item>({
    shards: 2,
    shardOf: ({ shard = 0 }) => shard,
    maxBatch,
    keyOf: ({ id }) => id,
    alone: ({ lonely = false }) => lonely,
    flush: (batch) => {
      batches.push(batch.map(({ id }) => id));
      return new Promise((resolve) => {
        letGo = resolve;
      });
    },
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    batches,
    flusher,
    push: (...items: Item[]) => items.forEach((item) => flusher.push(item)),
    turn,
    /** Ends the flush in flight and waits for the next to begin. */
    next: () => (letGo(), turn()),
  };
}

describe('a flusher', () => {
  it('takes what came in the same turn at once, and what comes during a flush as the next batch', async () => {
    const { batches, push, turn, next } = flushing();
    push({ id: 'a' }, { id: 'b' });
    await turn();
    push({ id: 'c' }, { id: 'd' });
    expect(batches).toEqual([['a', 'b']]);
    await next();
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('never has more than the limit nor a key twice in a batch, and keeps the order', async () => {
    const { batches, push, turn, next } = flushing(3);
    push({ id: 'a' }, { id: 'a' }, { id: 'b' }, { id: 'c' });
    await turn();
    await next();
    expect(batches).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  it('flushes an item alone that asks for it', async () => {
    const { batches, push, turn, next } = flushing();
    push({ id: 'a' }, { id: 'b', lonely: true }, { id: 'c' });
    await turn();
    await next();
    await next();
    expect(batches).toEqual([['a'], ['b'], ['c']]);
  });

  it('does not let one shard wait for another, and is idle when all are', async () => {
    const { batches, flusher, push, turn, next } = flushing();
    push({ id: 'a', shard: 0 });
    await turn();
    let idle = false;
    void flusher.idle().then(() => {
      idle = true;
    });
    expect(batches).toEqual([['a']]);
    await turn();
    expect(idle).toBe(false);
    await next();
    expect(idle).toBe(true);
    push({ id: 'b', shard: 0 }, { id: 'c', shard: 1 });
    await turn();
    expect(batches.slice(1)).toEqual([['b'], ['c']]);
  });
});
