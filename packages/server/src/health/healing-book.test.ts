import type { Healing } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { createHealingBook } from './healing-book.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const lost = (object: string): Healing => ({ kind: 'lost', object, count: 1 });

/** A store that can be taken away, and what it was given. */
function storage() {
  const written: string[] = [];
  const store = {
    isAway: false,
    async recordHealings(server: string, healings: readonly Healing[]) {
      if (store.isAway) throw new Error('away');
      written.push(...healings.map(({ object }) => `${server} ${object}`));
    },
  };
  return { store, written };
}

describe('the record of healings', () => {
  it('is written once, with the server that did it', async () => {
    const { store, written } = storage();
    const book = createHealingBook(store, 's1', log);
    book.add([lost('att_1'), lost('att_2')]);
    await book.flush();
    await book.flush();
    expect(written).toEqual(['s1 att_1', 's1 att_2']);
    await book.stop();
  });

  it('waits while the store is away, and keeps its order', async () => {
    const { store, written } = storage();
    const book = createHealingBook(store, 's1', log);
    store.isAway = true;
    book.add([lost('att_1')]);
    await book.flush();
    book.add([lost('att_2')]);
    store.isAway = false;
    await book.stop();
    expect(written).toEqual(['s1 att_1', 's1 att_2']);
  });

  it('is bounded: the oldest are given up', async () => {
    const { store, written } = storage();
    const book = createHealingBook(store, 's1', log);
    book.add(Array.from({ length: 1_500 }, (_, i) => lost(`att_${i}`)));
    await book.stop();
    expect(written).toHaveLength(1_000);
    expect(written.at(-1)).toBe('s1 att_1499');
  });
});
