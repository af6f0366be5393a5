import type { ServerResponse } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calendar, CalendarDay } from '@carillon/sdk';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { at, sendProblem, startFakeApi } from '../test/fake-api.ts';

const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const CALENDAR: Calendar = {
  apiVersion: 'carillon/v1',
  kind: 'Calendar',
  project: null,
  name: 'cn-workdays',
  tags: [],
  origin: 'builtin',
  version: 1,
  hash: '00',
  knownYears: [2004, 2005, 2026],
  knownUntil: '2026-12-31',
  schedules: 2,
  updatedAt: '2026-11-20T00:00:00.000Z',
  document: { kind: 'Calendar', name: 'cn-workdays', holidays: [{ country: 'CN' }] },
};

/** May 2026 as it is in China. */
const MAY: readonly CalendarDay[] = Array.from({ length: 31 }, (_, i) => {
  const date = `2026-05-${String(i + 1).padStart(2, '0')}`;
  if (i < 5) return { date, open: false, mark: '劳动节' };
  if (i === 8) return { date, open: true, mark: 'make_up' };
  return { date, open: ![0, 6].includes(new Date(date).getUTCDay()) };
});

async function apiWith(days: readonly CalendarDay[] = MAY) {
  const api = await startFakeApi();
  api.answer('/calendars', (response) => send(response, { items: [CALENDAR] }));
  api.answer('/calendars/default/cn-workdays', (response) => send(response, CALENDAR));
  api.answer('/calendars/default/cn-workdays/days', (response) => send(response, { items: days }));
  return api;
}

describe('calendar list and get', () => {
  it('show where a calendar comes from and until when it is known', async () => {
    const api = await apiWith();
    const { out } = await carillon(['calendar', 'list'], at(api.url));
    expect(out).toMatch(/cn-workdays +builtin +1 +2026-12-31 +2/);
    const shown = await carillon(['calendar', 'get', 'cn-workdays', '-o', 'wide'], at(api.url));
    expect(shown.out).toContain('2004-2005, 2026');
  });
  it('print the document, to be applied again', async () => {
    const api = await apiWith();
    const { out } = await carillon(['calendar', 'get', 'cn-workdays', '--source'], at(api.url));
    expect(out).toBe('kind: Calendar\nname: cn-workdays\nholidays:\n  - country: CN\n');
  });
  it('pass on what the server says of a name it does not know', async () => {
    const api = await apiWith();
    api.answer('/calendars/retail/cn', (response) =>
      sendProblem(response, 404, 'NOT_FOUND', {
        detail: 'there is no calendar "cn"',
        hint: 'Did you mean "cn-workdays"?',
      }),
    );
    const { code, err } = await carillon(['calendar', 'get', 'retail/cn'], at(api.url));
    expect(code).toBe(5);
    expect(err).toContain('Did you mean "cn-workdays"?');
  });
});

describe('calendar days', () => {
  it('draw a month', async () => {
    const api = await apiWith();
    const { out, err } = await carillon(['calendar', 'days', 'cn-workdays', '--month', '2026-05'], at(api.url));
    expect(out).toBe(
      [
        'May 2026',
        'Mon Tue Wed Thu Fri Sat Sun',
        '                 1·  2·  3·',
        ' 4·  5·  6   7   8   9+ 10·',
        '11  12  13  14  15  16· 17·',
        '18  19  20  21  22  23· 24·',
        '25  26  27  28  29  30· 31·',
        '  1-5  劳动节',
        '    9  make-up workday',
        '',
      ].join('\n'),
    );
    expect(err).toContain('· closed');
    expect(Object.fromEntries(api.seen.at(-1)?.query ?? [])).toMatchObject({ from: '2026-05-01', to: '2026-05-31' });
  });
  it('say of a year without data that nothing is known', async () => {
    const api = await apiWith([{ date: '2030-06-01', open: null }]);
    const { out } = await carillon(['calendar', 'days', 'cn-workdays', '--from', '2030-06-01'], at(api.url));
    expect(out).toContain(' 1?');
  });
  it('are the API’s own objects in JSON, of this month when nothing is said', async () => {
    const api = await apiWith();
    const { out } = await carillon(['calendar', 'days', 'cn-workdays', '-o', 'json'], at(api.url));
    expect(JSON.parse(out)).toEqual(MAY);
    expect(api.seen.at(-1)?.query.get('from')).toBe('2026-11-01');
    expect(api.seen.at(-1)?.query.get('to')).toBe('2026-11-30');
  });
  it.each([
    [['--month', '2026-13'], "'2026-13' is no month"],
    [['--year', '26'], "'26' is no year"],
    [['--year', '2026', '--month', '2026-05'], 'three ways to say which days'],
  ])('refuse %j', async (flags, message) => {
    const { code, err } = await carillon(['calendar', 'days', 'x', ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('calendar import and export', () => {
  it('make a document that validate accepts', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'Trading Days.csv'), 'date,reason\n2026-05-09,make-up\n2026-05-11,\n');
    const printed = await carillon(['calendar', 'import', 'Trading Days.csv', '--project', 'retail'], { cwd });
    expect(printed.out).toBe(
      'kind: Calendar\nname: trading-days\nproject: retail\ninclude:\n  - date: 2026-05-09\n    reason: make-up\n  - 2026-05-11\n',
    );
    const written = await carillon(
      ['calendar', 'import', 'Trading Days.csv', '--out', 'days.yaml', '--as', 'exclude'],
      { cwd },
    );
    expect(written.out).toBe('');
    expect(readFileSync(join(cwd, 'days.yaml'), 'utf8')).toContain('exclude:');
    expect((await carillon(['validate', 'days.yaml'], { cwd })).code).toBe(0);
  });
  it('tell the lines that cannot be imported', async () => {
    const { code, err, out } = await carillon(['calendar', 'import', '-', '--name', 'x'], {
      input: 'date\n2026-05-09\n09.05.2026\n',
    });
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('-:3: "09.05.2026" is no date. Write dates as 2026-05-09.');
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'saved.ics'), '<html>sign in</html>\n');
    const page = await carillon(['calendar', 'import', 'saved.ics'], { cwd });
    expect(page).toMatchObject({ code: 3, err: expect.stringContaining('does not begin with BEGIN:VCALENDAR') });
  });
  it('write what import reads', async () => {
    const api = await apiWith();
    for (const format of ['csv', 'ics']) {
      const exported = await carillon(['calendar', 'export', 'cn-workdays', '--closed', '-o', format], at(api.url));
      const { out } = await carillon(['calendar', 'import', '-', '--name', 'closed'], { input: exported.out });
      expect(out, format).toContain('  - date: 2026-05-01\n    reason: 劳动节\n');
      expect(out, format).not.toContain('2026-05-09');
    }
  });
});

describe('validate', () => {
  const validate = async (text: string) => carillon(['validate', '-'], { input: text });
  const workflow = (calendar: string): string =>
    `kind: Workflow\nname: a\nschedule: { cron: "0 0 * * *", calendar: ${calendar} }\ntasks: { only: { type: noop } }\n`;

  it('knows the calendars of the files and the built-in ones', async () => {
    const own = 'kind: Calendar\nname: days\nunion: [cn-workdays]\n';
    for (const text of [workflow('cn-workdays'), `${own}---\n${workflow('days')}`]) {
      const { code, out } = await validate(text);
      expect([code, out]).toEqual([0, '']);
    }
  });
  it('warns of a calendar that only the server may have', async () => {
    const { code, out, err } = await validate(workflow('cn-workday'));
    expect(code).toBe(0);
    expect(out).toContain('there is no calendar "cn-workday" in these files; the server may have it');
    expect(out).toContain('Did you mean "cn-workdays"?');
    expect(err).toContain('1 warning');
  });
  it('refuses a cycle and a country that does not exist', async () => {
    const text =
      'kind: Calendar\nname: a\nunion: [b]\n---\nkind: Calendar\nname: b\nunion: [a]\n---\nkind: Calendar\nname: c\nweekdays: [mon]\nholidays: [{ country: ZZ }]\n';
    const { code, out } = await validate(text);
    expect(code).toBe(3);
    expect(out).toContain('default/a → default/b → default/a');
    expect(out).toContain('there are no holidays of the country "ZZ"');
  });
});
