import { expect, it } from 'vitest';
import { memorySettings } from './postgres.ts';

const GIB = 2 ** 30;

it.each([
  [1 * GIB, '128MB', '512MB'],
  [8 * GIB, '512MB', '2048MB'],
  [256 * GIB, '1024MB', '4096MB'],
])('of %i bytes a sixteenth is for buffers, within bounds', (memory, buffers, cache) => {
  expect(memorySettings(memory)).toEqual({ shared_buffers: buffers, effective_cache_size: cache });
});
