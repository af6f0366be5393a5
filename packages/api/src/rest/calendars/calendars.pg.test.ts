import type { Calendar, CalendarDays, CalendarVersion, PageOf, Problem } from '@carillon/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { openedApi } from '../../../test/opened-api.ts';

const { get, post, query, read } = openedApi();
beforeEach(async () => {
  await query(
    'truncate calendar_deployment, calendar_version, calendar, schedule, deployment, workflow_version, workflow cascade',
  );
});

const SHOP = `kind: Calendar
name: shop-days
project: retail
timezone: Asia/Shanghai
weekdays: [mon, tue, wed, thu, fri]
holidays: [{ country: CN }]
exclude: [{ date: 2026-12-24, reason: Stocktaking }]
freeze: [{ from: 2026-11-10T00:00, to: 2026-11-12T00:00, reason: Double 11 }]
`;
const workflow = (name: string, schedule: string): string => `kind: Workflow
name: ${name}
project: retail
schedule: ${schedule}
tasks: { only: { type: noop } }
`;
const apply = (text: string, extra: object = {}) =>
  post('/documents/apply', { documents: [{ path: 'days.yaml', text }], ...extra });

describe('applying calendars', () => {
  it('makes versions, and says so for each', async () => {
    expect((await apply(SHOP)).json()).toEqual({
      items: [{ kind: 'Calendar', project: 'retail', name: 'shop-days', version: 1, outcome: 'created' }],
    });
    expect((await apply(SHOP)).json()).toMatchObject({ items: [{ version: 1, outcome: 'unchanged' }] });
    expect((await apply(SHOP.replace('12-24', '12-23'), { dryRun: true })).json()).toMatchObject({
      items: [{ version: 2, outcome: 'updated' }],
    });
    expect((await apply(SHOP.replace('12-24', '12-23'), { message: 'earlier' })).json()).toMatchObject({
      items: [{ version: 2, outcome: 'updated' }],
    });
  });
  it('compiles those again that are built from one, and says why', async () => {
    await apply(`${SHOP}---\nkind: Calendar\nname: late\nproject: retail\nminus: [shop-days]\n`);
    const { items } = (await apply(SHOP.replace('12-24', '12-23'), { message: 'earlier' })).json();
    expect(items).toEqual([
      { kind: 'Calendar', project: 'retail', name: 'shop-days', version: 2, outcome: 'updated' },
      { kind: 'Calendar', project: 'retail', name: 'late', version: 2, outcome: 'updated' },
    ]);
    const versions = await read<PageOf<CalendarVersion>>('/calendars/retail/late/versions');
    expect(versions.items.map(({ version, message }) => [version, message])).toEqual([
      [2, 'built from retail/shop-days'],
      [1, ''],
    ]);
    expect(versions.items[0]?.openDays['2026']).toBe(118);
  });
  it('stores the built-in calendars that a workflow uses', async () => {
    const { items } = (await apply(workflow('settle', '{ cron: "0 0 * * *", calendar: cn-workdays }'))).json();
    expect(items).toEqual([{ kind: 'Workflow', project: 'retail', name: 'settle', version: 1, outcome: 'created' }]);
    expect((await read<PageOf<Calendar>>('/calendars')).items).toMatchObject([
      { project: null, name: 'cn-workdays', origin: 'builtin', version: 1, schedules: 1 },
    ]);
  });
  it('plans the first firing by the calendar', async () => {
    const calendar = 'kind: Calendar\nname: one-day\ninclude: [2039-06-01]\nyears: { from: 2000, to: 2040 }\n';
    await apply(`${calendar}---\n${workflow('once', '{ cron: "0 12 * * *", calendar: one-day }')}`);
    const { rows } = await query('select next_fire_at, calendars from schedule');
    expect(rows).toEqual([{ next_fire_at: new Date('2039-06-01T12:00:00Z'), calendars: ['one-day'] }]);
  });
  it('refuses names that no calendar has, where they stand', async () => {
    const response = await apply(workflow('a', '{ cron: "0 0 * * *", calendar: { name: cn-workday } }'));
    expect(response.statusCode).toBe(422);
    expect(response.json<Problem>().errors).toMatchObject([
      {
        pointer: '/schedule/calendar/name',
        code: 'VALIDATION_REFERENCE',
        line: 4,
        message: 'there is no calendar "cn-workday"',
        hint: 'Did you mean "cn-workdays"?',
      },
    ]);
  });
  it('refuses cycles with their path, also over what is in force', async () => {
    await apply('kind: Calendar\nname: a\nweekdays: [mon]\n---\nkind: Calendar\nname: b\nunion: [a]\n');
    const { errors } = (await apply('kind: Calendar\nname: a\nunion: [b]\n')).json<Problem>();
    expect(errors?.map(({ message }) => message)).toContain(
      'the calendar is built from itself: default/a → default/b → default/a',
    );
    expect((await read<PageOf<Calendar>>('/calendars')).items.map(({ version }) => version)).toEqual([1, 1]);
  });
  it('refuses countries that do not exist; validate says the same', async () => {
    const text = 'kind: Calendar\nname: a\nweekdays: [mon]\nholidays: [{ country: ZZ }]\n';
    const finding = { pointer: '/holidays/0/country', line: 4, message: 'there are no holidays of the country "ZZ"' };
    expect((await apply(text)).json<Problem>().errors).toMatchObject([finding]);
    const validated = await post('/documents/validate', { documents: [{ path: 'days.yaml', text }] });
    expect(validated.json()).toMatchObject({ valid: false, errors: [finding] });
  });
});

describe('reading calendars', () => {
  it('gives the document, the table and until when it is known', async () => {
    await apply(SHOP);
    const calendar = await read<Calendar>('/calendars/retail/shop-days');
    expect(calendar).toMatchObject({
      kind: 'Calendar',
      origin: 'document',
      version: 1,
      document: { name: 'shop-days', timezone: 'Asia/Shanghai' },
      table: { version: 1, freezes: [{ from: Date.UTC(2026, 10, 9, 16), reason: 'Double 11' }] },
    });
    expect(calendar.knownYears).toContain(2026);
    expect(calendar.knownYears).not.toContain(2040);
  });
  it('gives days with their marks, and null where nothing is known', async () => {
    await apply(SHOP);
    const days = async (range: string): Promise<unknown> =>
      (await read<CalendarDays>(`/calendars/retail/shop-days/days?${range}`)).items;
    expect(await days('from=2026-05-08&to=2026-05-10')).toEqual([
      { date: '2026-05-08', open: true },
      { date: '2026-05-09', open: true, mark: 'make_up' },
      { date: '2026-05-10', open: false },
    ]);
    expect(await days('from=2026-12-24&to=2026-12-24')).toEqual([
      { date: '2026-12-24', open: false, mark: 'Stocktaking' },
    ]);
    expect(await days('from=2040-01-01&to=2040-01-01')).toEqual([{ date: '2040-01-01', open: null }]);
    expect(await days('from=2028-01-01')).toHaveLength(366);
  });
  it.each([
    ['from=2026-02-01&to=2026-01-01', '2026-01-01 is before 2026-02-01'],
    ['from=2020-01-01&to=2026-01-01', 'more than 1500 days'],
  ])('refuses the range %s', async (range, message) => {
    await apply(SHOP);
    const response = await get(`/calendars/retail/shop-days/days?${range}`);
    expect(response.statusCode).toBe(400);
    expect(response.json<Problem>().detail).toContain(message);
  });
  it('finds built-in calendars that nothing uses', async () => {
    expect(await read<Calendar>('/calendars/retail/de-by-workdays')).toMatchObject({
      project: null,
      origin: 'builtin',
      version: 0,
      schedules: 0,
    });
    expect(
      (await read<CalendarDays>('/calendars/default/de-by-workdays/days?from=2026-01-06&to=2026-01-06')).items,
    ).toEqual([{ date: '2026-01-06', open: false, mark: 'Heilige Drei Könige' }]);
    expect((await read<PageOf<CalendarVersion>>('/calendars/default/de-by-workdays/versions')).items).toEqual([]);
  });
  it('says which name was probably meant', async () => {
    const response = await get('/calendars/retail/cn-workday');
    expect(response.statusCode).toBe(404);
    expect(response.json<Problem>()).toMatchObject({
      detail: 'there is no calendar "cn-workday" for the project "retail"',
      hint: 'Did you mean "cn-workdays"?',
    });
  });
});
