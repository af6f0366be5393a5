import { describe, expect, it } from 'vitest';
import { healingsOf } from './healing.ts';

describe('what was healed in one step', () => {
  it('is a record for each object', () => {
    expect(healingsOf('endable', ['run_a', 'run_b'])).toEqual([
      { kind: 'endable', object: 'run_a', count: 1 },
      { kind: 'endable', object: 'run_b', count: 1 },
    ]);
  });

  it('is one record with their number where nobody knows which, and none where there are none', () => {
    expect(healingsOf('limits', 7)).toEqual([{ kind: 'limits', object: undefined, count: 7 }]);
    expect(healingsOf('limits', 0)).toEqual([]);
    expect(healingsOf('lost', [])).toEqual([]);
  });

  it('is bounded, and still counts all', () => {
    const records = healingsOf(
      'lost',
      Array.from({ length: 1_000 }, (_, i) => `att_${i}`),
    );
    expect(records).toHaveLength(21);
    expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  });
});
