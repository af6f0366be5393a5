import type { FeedEvent } from '@carillon/core';
import { describe, expect, it, vi } from 'vitest';
import { createHeldEvents, MAX_HELD } from './held-events.ts';

const some = (count: number): readonly FeedEvent[] => Array.from({ length: count }, () => ({}) as FeedEvent);

describe('events that are held for a reader who catches up', () => {
  it('are given once, in their order', () => {
    const held = createHeldEvents(() => undefined);
    const [first, second] = [some(2), some(1)];
    held.take(first);
    held.take(second);
    expect(held.release()).toEqual([...first, ...second]);
    expect(held.release()).toEqual([]);
  });

  it('are so many and no more: then the reader is cut, and nothing is held any longer', () => {
    const cut = vi.fn<() => void>();
    const held = createHeldEvents(cut);
    held.take(some(MAX_HELD));
    expect(cut).not.toHaveBeenCalled();
    held.take(some(1));
    held.take(some(MAX_HELD));
    expect(cut).toHaveBeenCalledOnce();
    expect(held.release()).toEqual([]);
  });
});
