import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { diffFirings } from './firing-diff.ts';
import { previewFirings } from './firing-preview.ts';
import { compiled } from './schedule.testing.ts';

const WEEK = { from: Date.UTC(2026, 10, 16), until: Date.UTC(2026, 10, 22, 23), count: 1000 };
const firings = (definition: ScheduleDocument) => previewFirings(compiled(definition), WEEK);
const diff = (before: ScheduleDocument, after: ScheduleDocument) => diffFirings(firings(before), firings(after));
const times = (list: readonly { readonly logicalTime: string }[]) => list.map(({ logicalTime }) => logicalTime);

describe('the difference between two definitions', () => {
  it('is nothing where they fire alike, however they are written', () => {
    expect(diff({ cron: '0 0 * * *' }, { cron: '@daily', covers: 'previous' })).toEqual({
      added: [],
      removed: [],
      moved: [],
      kept: 7,
    });
  });

  it('tells a daily firing at another time as moved', () => {
    const { moved, added, removed, kept } = diff({ cron: '10 0 * * *' }, { cron: '40 6 * * *' });
    expect({ added, removed, kept }).toEqual({ added: [], removed: [], kept: 0 });
    expect(moved).toHaveLength(7);
    expect(moved[0]).toMatchObject({
      before: { logicalTime: '2026-11-16T00:10:00.000Z', logicalDate: '2026-11-15' },
      after: { logicalTime: '2026-11-16T06:40:00.000Z', logicalDate: '2026-11-15' },
    });
  });

  it('tells days that come and go', () => {
    const days = diff({ cron: '0 9 * * 1-5', covers: 'same' }, { cron: '0 9 * * 1-4,6', covers: 'same' });
    expect({ ...days, added: times(days.added), removed: times(days.removed) }).toEqual({
      added: ['2026-11-21T09:00:00.000Z'],
      removed: ['2026-11-20T09:00:00.000Z'],
      moved: [],
      kept: 4,
    });
  });

  it('tells more firings of a date as added', () => {
    const { added, removed, moved, kept } = diff({ cron: '0 * * * *' }, { cron: '*/30 * * * *' });
    expect({ added: added.length, removed, moved, kept }).toEqual({ added: 167, removed: [], moved: [], kept: 168 });
  });

  it('loses and invents none', () => {
    const firing = fc
      .record({ hour: fc.nat(47), date: fc.constantFrom('2026-11-16', '2026-11-17', '2026-11-18') })
      .map(({ hour, date }) => {
        const logicalTime = new Date(WEEK.from + hour * 3_600_000).toISOString();
        return { logicalTime, startsAt: logicalTime, logicalDate: date };
      });
    const list = fc.uniqueArray(firing, { selector: ({ logicalTime }) => logicalTime });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { added, removed, moved, kept } = diffFirings(before, after);
        expect(removed.length + moved.length + kept).toBe(before.length);
        expect(added.length + moved.length + kept).toBe(after.length);
        for (const one of moved) expect(one.before.logicalDate).toBe(one.after.logicalDate);
        const dates = new Set(removed.map(({ logicalDate }) => logicalDate));
        expect(added.filter(({ logicalDate }) => dates.has(logicalDate))).toEqual([]);
      }),
    );
  });
});
