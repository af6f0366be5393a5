import type { FiringPreview } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { compareFirings } from './compare-firings.ts';

const at = (hour: number, logicalDate = `2026-11-${hour}`): FiringPreview => {
  const logicalTime = `2026-11-21T${String(hour).padStart(2, '0')}:00:00Z`;
  return { logicalTime, localTime: logicalTime, startsAt: logicalTime, logicalDate, notes: [] };
};
const changes = (...lists: Parameters<typeof compareFirings>) =>
  compareFirings(...lists).map(({ firing, change }) => `${firing.logicalTime.slice(11, 13)} ${change}`);

describe('compareFirings', () => {
  it('tells what stays, comes and goes, in order', () => {
    expect(changes([at(1), at(2), at(3)], [at(2), at(4)], 10)).toEqual([
      '01 removed',
      '02 kept',
      '03 removed',
      '04 added',
    ]);
  });

  it('tells from when the firing of a date has moved', () => {
    const [moved, another] = compareFirings([at(1, '2026-11-20')], [at(3, '2026-11-20'), at(4, '2026-11-20')], 10);
    expect(moved).toMatchObject({ change: 'moved', live: at(1).logicalTime, draft: at(3).logicalTime });
    expect(another).toMatchObject({ change: 'added', live: undefined });
  });

  it('says nothing beyond the end of a list that was cut off', () => {
    expect(changes([at(1), at(3), at(9)], [at(1), at(2)], 2)).toEqual(['01 kept', '02 added']);
    expect(changes([], [at(1), at(2)], 2)).toEqual(['01 added', '02 added']);
  });
});
