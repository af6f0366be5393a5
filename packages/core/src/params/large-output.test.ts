import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT_BYTES, outputReference, outputsToMove } from './large-output.ts';

describe('large outputs', () => {
  it('are moved, the largest first, until the rest is within the limit, and no others', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, (list) => {
        const bySize = new Map(list.map((bytes, i) => [`o${i}`, bytes]));
        const total = list.reduce((sum, bytes) => sum + bytes, 0);
        const moved = outputsToMove(bySize, total);
        const left = [...bySize].filter(([name]) => !moved.includes(name)).map(([, bytes]) => bytes);
        const kept = left.reduce((sum, bytes) => sum + bytes, 0);
        expect(kept).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
        const last = bySize.get(moved.at(-1) ?? '');
        if (last !== undefined) expect(kept + last).toBeGreaterThan(MAX_OUTPUT_BYTES);
        expect(Math.max(0, ...left)).toBeLessThanOrEqual(last ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('are told from values that look like references by the name and by all of their fields', () => {
    expect(outputReference('rows', { $artifact: 'outputs/rows.json', bytes: 5 })).toBeDefined();
    for (const value of [
      { $artifact: 'outputs/other.json', bytes: 5 },
      { $artifact: 'outputs/rows.json' },
      [1],
      null,
      'x',
    ])
      expect(outputReference('rows', value)).toBeUndefined();
    expect(outputReference('rows', { $artifact: 'outputs/rows.json', bytes: 5, more: 1 })).toBeUndefined();
  });
});
