import { type CalendarDocument, dayIn } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { type CalendarLinks, type CalendarQuestion, linkCalendars } from './link-calendars.ts';

const calendar = (name: string, fields: Partial<CalendarDocument> = {}): CalendarDocument => ({
  kind: 'Calendar',
  name,
  project: 'default',
  ...fields,
});
const link = (question: Partial<CalendarQuestion>): Promise<CalendarLinks> =>
  linkCalendars({ given: [], live: [], ...question });
const names = ({ changed }: CalendarLinks): string[] =>
  changed.map(({ project, document }) => `${project}/${document.name}`);
const messages = ({ problems }: CalendarLinks): string[] =>
  problems.map(({ document, problem }) => `${document.name} ${problem.path.join('.')}: ${String(problem.message)}`);

const day = (name: string, date: string): CalendarDocument => calendar(name, { include: [date] });

describe('calendars built from calendars', () => {
  it('are compiled whatever the order they are given in', async () => {
    const links = await link({
      given: [
        calendar('all', { union: ['a', 'b'], minus: ['c'] }),
        day('a', '2026-01-01'),
        day('b', '2026-01-02'),
        day('c', '2026-01-02'),
      ],
    });
    expect(links.problems).toEqual([]);
    const table = links.find('default', 'all')?.table;
    expect(['2026-01-01', '2026-01-02'].map((date) => table && dayIn(table, date))).toEqual([true, false]);
  });
  it('find their parts in their project, then in default, then among the built-in ones', async () => {
    const links = await link({
      given: [
        day('days', '2026-01-01'),
        { ...day('days', '2026-01-02'), project: 'retail' },
        calendar('mine', { project: 'retail', union: ['days', 'cn-workdays'] }),
        calendar('theirs', { project: 'sales', union: ['days'] }),
      ],
    });
    const open = (project: string, name: string, date: string): boolean | undefined => {
      const table = links.find(project, name)?.table;
      return table && dayIn(table, date);
    };
    expect([open('retail', 'mine', '2026-01-01'), open('retail', 'mine', '2026-01-02')]).toEqual([false, true]);
    expect(open('retail', 'mine', '2026-05-09')).toBe(true);
    expect(open('sales', 'theirs', '2026-01-01')).toBe(true);
    expect(links.find('sales', 'cn-workdays')).toMatchObject({ project: undefined });
    expect(links.find('retail', 'theirs')).toBeUndefined();
  });
  it('are compiled again when a part changes, and only then', async () => {
    const given = [
      day('a', '2026-01-01'),
      calendar('from-a', { union: ['a'] }),
      calendar('other', { union: ['cn-workdays'] }),
    ];
    const live = (await link({ given })).changed;
    expect(names(await link({ live, given: [day('a', '2026-01-01')] }))).toEqual([]);
    expect(names(await link({ live, given: [day('a', '2026-01-02')] }))).toEqual(['default/a', 'default/from-a']);
  });
  it('are compiled again for a calendar of their project that hides the one before', async () => {
    const live = (
      await link({ given: [day('a', '2026-01-01'), calendar('from-a', { project: 'retail', union: ['a'] })] })
    ).changed;
    const hiding = { ...day('a', '2026-01-02'), project: 'retail' };
    expect(names(await link({ live, given: [hiding] })).toSorted()).toEqual(['retail/a', 'retail/from-a']);
  });
  it('are told by their days: one that comes out the same has not changed', async () => {
    const live = (await link({ given: [day('a', '2026-01-01'), calendar('none', { union: ['a'], minus: ['a'] })] }))
      .changed;
    expect(names(await link({ live, given: [day('a', '2026-01-02')] }))).toEqual(['default/a']);
  });
  it('are all looked at when the data of holidays may have changed', async () => {
    const [fresh] = (await link({ given: [calendar('us', { weekdays: ['mon'], holidays: [{ country: 'US' }] })] }))
      .changed;
    if (!fresh) throw new Error('nothing was compiled');
    const old = { ...fresh, hash: 'older data' };
    expect(names(await link({ live: [old] }))).toEqual([]);
    expect(names(await link({ live: [old], refresh: true }))).toEqual(['default/us']);
  });
});

describe('what cannot be compiled', () => {
  it('is a cycle, with its path', async () => {
    const given = [
      calendar('a', { union: ['b'] }),
      calendar('b', { weekdays: ['mon'], minus: ['c'] }),
      calendar('c', { intersection: ['a'] }),
      calendar('self', { union: ['self'] }),
    ];
    expect(messages(await link({ given }))).toEqual([
      'a union.0: the calendar is built from itself: default/a → default/b → default/c → default/a',
      'b minus.0: the calendar is built from itself: default/b → default/c → default/a → default/b',
      'c intersection.0: the calendar is built from itself: default/c → default/a → default/b → default/c',
      'self union.0: the calendar is built from itself: default/self → default/self',
    ]);
  });
  it('is a part that does not exist, with the near name', async () => {
    const links = await link({
      given: [calendar('a', { union: ['cn-workday'] }), calendar('b', { union: ['trading-days'] })],
    });
    expect(links.problems.map(({ problem }) => [String(problem.message), String(problem.hint)])).toEqual([
      ['there is no calendar "cn-workday"', 'Did you mean "cn-workdays"?'],
      [
        'there is no calendar "trading-days"',
        'Apply its document first, or use a built-in one such as cn-workdays or de-by-workdays.',
      ],
    ]);
  });
  it('is told at the part that cannot be compiled, too', async () => {
    const given = [
      calendar('a', { union: ['b'] }),
      calendar('b', { weekdays: ['mon'], holidays: [{ country: 'ZZ' }] }),
    ];
    expect(messages(await link({ given }))).toEqual([
      'a union.0: default/b cannot be compiled: there are no holidays of the country "ZZ"',
      'b holidays.0.country: there are no holidays of the country "ZZ"',
    ]);
  });
});
