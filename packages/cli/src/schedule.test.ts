import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { LedgerRow, Schedule, UpcomingFiring } from '@carillon/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { type FakeApi, RUN, startFakeApi } from '../test/fake-api.ts';

const at = (api: FakeApi) => ({ env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } });
const ID = 'sch_01J9ZZZZZZZZZZZZZZZZZZZZZZ';

function schedule(workflow: string, name: string, more: Partial<Schedule> = {}): Schedule {
  return {
    apiVersion: 'carillon/v1',
    kind: 'Schedule',
    id: ID,
    project: 'retail',
    workflow,
    name,
    environment: 'dev',
    type: 'cron',
    expression: '10 0 * * *',
    definition: { cron: '10 0 * * *' },
    timezone: 'Asia/Shanghai',
    state: 'enabled',
    nextFireAt: '2026-11-21T16:10:00.000Z',
    calendars: [],
    actions: {
      pause: { allowed: true },
      resume: { allowed: false, code: 'SCHEDULE_STATE', reason: 'The schedule is enabled.' },
      fire: { allowed: true },
    },
    ...more,
  };
}

/** An API with these schedules; the first is given by its id. */
async function withSchedules(...schedules: readonly Schedule[]): Promise<FakeApi> {
  const api = await startFakeApi();
  const sent =
    (body: unknown, status = 200) =>
    (response: ServerResponse) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  api.answer('/schedules', (response, { query }) => {
    const [project, workflow] = [query.get('project'), query.get('workflow')];
    const isWanted = (one: Schedule) =>
      (project ?? one.project) === one.project && (workflow ?? one.workflow) === one.workflow;
    sent({ items: schedules.filter(isWanted) })(response);
  });
  for (const one of schedules) {
    api.answer(`/schedules/${one.id}`, sent(one));
    api.answer(`/schedules/${one.id}/next`, sent({ items: [] }));
    api.answer(`/schedules/${one.id}/pause`, sent({ ...one, state: 'paused' }));
    api.answer(`/schedules/${one.id}/resume`, sent(one));
    api.answer(`/schedules/${one.id}/fire`, sent(RUN, 201));
  }
  return api;
}

// Loaded when there is something to compute, which is read from many sources here: in no test's time.
beforeAll(() => Promise.all([import('@carillon/core'), import('@carillon/spec/calendars')]), 60_000);

const preview = (...words: string[]) => carillon(['schedule', 'preview', ...words]);

describe('schedule preview', () => {
  it('prints the firings of flags, with both times and notes', async () => {
    const berlin = ['--cron', '30 2 * * *', '--timezone', 'Europe/Berlin'];
    const { code, out } = await preview(...berlin, '--from', '2026-03-28T12:00:00Z', '--count', '2', '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      { logicalTime: '2026-03-29T01:00:00.000Z', localTime: '2026-03-29T03:00:00+02:00', notes: ['dst_gap'] },
      { logicalTime: '2026-03-30T00:30:00.000Z', localTime: '2026-03-30T02:30:00+02:00', notes: [] },
    ]);
    const skipping = await preview(
      ...berlin,
      '--dst-gap',
      'skip',
      '--from',
      '2026-03-29',
      '--count',
      '1',
      '-o',
      'name',
    );
    expect(skipping.out).toBe('2026-03-30T00:30:00.000Z\n');
  });

  it('takes every kind of schedule', async () => {
    const first = async (...words: string[]) => (await preview(...words, '--count', '1', '-o', 'name')).out.trim();
    const from = ['--from', '2026-01-01T00:00:30Z'];
    expect(await first('--every', '15m', ...from)).toBe('2026-01-01T00:15:00.000Z');
    expect(await first('--interval', 'R/2026-01-01T00:00:00Z/PT6H', ...from)).toBe('2026-01-01T06:00:00.000Z');
    expect(await first('--rrule', 'FREQ=WEEKLY;BYDAY=MO', '--start', '2026-01-01', ...from)).toBe(
      '2026-01-05T00:00:00.000Z',
    );
    expect(await first('--rrule', 'FREQ=DAILY;INTERVAL=2;COUNT=3;BYHOUR=9', '--from', '2026-01-01T00:00:00Z')).toBe(
      '2026-01-01T09:00:00.000Z',
    );
    expect(await first('--at', '2026-05-09T08:00', '--timezone', 'Asia/Shanghai', ...from)).toBe(
      '2026-05-09T00:00:00.000Z',
    );
    expect(await first('--cron', '0 0 * * MON', '--syntax', 'quartz', ...from)).toBe('');
  });

  it('finds built-in calendars, and those of the files', async () => {
    const workdays = [
      '--cron',
      '0 9 * * *',
      '--timezone',
      'Asia/Shanghai',
      '--calendar',
      'cn-workdays',
      '--otherwise',
      'next',
    ];
    const { out } = await preview(...workdays, '--from', '2026-10-01', '--count', '1', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject([{ localTime: '2026-10-08T09:00:00+08:00', notes: ['calendar_shift'] }]);
    const cwd = temporaryFolder();
    const document = `kind: Calendar\nname: shop-days\nweekdays: [sat]\n---\nkind: Workflow\nname: sale\ntimezone: Asia/Shanghai\nschedules:\n  open: { cron: "0 9 * * *", calendar: shop-days }\n  close: { cron: "0 18 * * *", calendar: shop-days }\ntasks: { only: { type: shell, with: { script: "true" } } }\n`;
    writeFileSync(join(cwd, 'sale.yaml'), document);
    const words = ['schedule', 'preview', 'sale.yaml', '--from', '2026-11-16', '--count', '1', '-o', 'json'];
    expect(JSON.parse((await carillon(words, { cwd })).out)).toMatchObject([
      { workflow: 'sale', schedule: 'open', localTime: '2026-11-21T09:00:00+08:00' },
      { workflow: 'sale', schedule: 'close', localTime: '2026-11-21T18:00:00+08:00' },
    ]);
    const one = await carillon([...words, '--schedule', 'close'], { cwd });
    expect(JSON.parse(one.out)).toEqual([
      { logicalTime: '2026-11-21T10:00:00.000Z', localTime: '2026-11-21T18:00:00+08:00', notes: [] },
    ]);
    expect((await carillon([...words, '--schedule', 'sale'], { cwd })).out).toContain('"close"');
    expect(await carillon([...words, '--schedule', 'clos'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining("did you mean 'close'?"),
    });
  });

  it('shows starts that jitter moves', async () => {
    const { out } = await preview(
      '--cron',
      '@hourly',
      '--jitter',
      '10m',
      '--from',
      '2026-01-01',
      '--count',
      '1',
      '-o',
      'json',
    );
    const [firing] = JSON.parse(out) as [{ logicalTime: string; startsAt: string; notes: string[] }];
    expect(firing.notes).toEqual(['jitter']);
    expect(Date.parse(firing.startsAt) - Date.parse(firing.logicalTime)).toBeGreaterThan(0);
  });

  it('says what is wrong with a schedule, and what may have been meant', async () => {
    const refused = async (words: readonly string[], code: number, ...texts: readonly string[]) => {
      const result = await preview(...words);
      expect(result, words.join(' ')).toMatchObject({ code, out: '' });
      for (const text of texts) expect(result.err).toContain(text);
    };
    await refused(['--cron', '61 * * * *'], 3, '--cron', '61');
    await refused(['--cron', '0 0 30 2 *'], 3, 'February has no day 30');
    await refused(['--cron', '@daily', '--timezone', 'Europe/Berlim'], 3, '--timezone', 'Europe/Berlin');
    await refused(['--cron', '@daily', '--calendar', 'cn-workday'], 3, 'cn-workdays');
    await refused(
      ['--at', '2026-01-01T00:00:00Z', '--from', '2026-02-01'],
      3,
      'nothing fires from 2026-02-01',
      'the last firing was at 2026-01-01T00:00:00.000Z',
    );
    await refused(['--at', 'tomorrow'], 3, '--at', '"tomorrow" is no moment');
    await refused(['--cron', '0 9 * * SAT', '--calendar', 'de-workdays'], 3, '--calendar', 'no time on any day');
    await refused(
      ['--cron', '0 0 1 * *', '--from', '2026-01-02', '--until', '2026-01-03'],
      3,
      '2026-02-01T00:00:00.000Z',
    );
    await refused(['--cron', '@daily', '--from', 'tomorrow'], 2, "'tomorrow' is no moment");
    await refused(['--cron', '@daily', '--every', '5m'], 2, '--cron and --every');
    await refused(['--cron', '@daily', '--count', '0'], 2, 'above 0');
    await refused([], 2, 'nothing to preview');
    await refused(['nothing.yaml'], 2, 'nothing.yaml');
  });

  it('prints the findings of a file with their lines', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'bad.yaml'),
      'kind: Workflow\nname: bad\nschedule:\n  cron: "0 0 30 2 *"\ntasks: { only: { type: shell, with: { script: "true" } } }\n',
    );
    const { code, err } = await carillon(['schedule', 'preview', 'bad.yaml'], { cwd });
    expect(code).toBe(3);
    expect(err).toContain('bad.yaml:4:9: error: "0 0 30 2 *" never fires');
  });
});

describe('schedules of a server', () => {
  it('are listed with local time and zone', async () => {
    const api = await withSchedules(schedule('orders', 'default'));
    const { out } = await carillon(
      ['schedule', 'list', '--columns', 'workflow,when,timezone,next,next-local'],
      at(api),
    );
    expect(out).toBe(
      'WORKFLOW  WHEN        TIMEZONE       NEXT    NEXT LOCAL\n' +
        'orders    10 0 * * *  Asia/Shanghai  in 16h  2026-11-22 00:10:00 +08:00\n',
    );
    await carillon(
      [
        'schedule',
        'list',
        '--state',
        'paused,ended',
        '--kind',
        'cron',
        '--calendar',
        'cn-workdays',
        '--timezone',
        'UTC',
      ],
      at(api),
    );
    expect((api.seen.at(-1)?.query.toString() ?? '').split('&').sort()).toEqual([
      'calendar=cn-workdays',
      'kind=cron',
      'limit=50',
      'state=ended',
      'state=paused',
      'timezone=UTC',
    ]);
    expect(await carillon(['schedule', 'list', '--kind', 'corn'], at(api))).toMatchObject({ code: 2, out: '' });
  });

  it('tell a rate from a delay', async () => {
    const api = await withSchedules(
      schedule('rate', 'default', { type: 'every', expression: '20s' }),
      schedule('delay', 'default', { type: 'delay', expression: '20s' }),
    );
    const { out } = await carillon(['schedule', 'list', '--columns', 'workflow,when'], at(api));
    expect(out).toBe('WORKFLOW  WHEN\nrate      every 20s\ndelay     delay 20s\n');
  });

  it('say why there is no next firing', async () => {
    const why = async (more: Partial<Schedule>) => {
      const api = await withSchedules(schedule('orders', 'default', more));
      return (await carillon(['schedule', 'get', 'orders'], at(api))).err;
    };
    expect(await why({ state: 'paused' })).toBe('nothing fires while it is paused\n');
    expect(await why({ type: 'delay' })).toBe('its next firing is known when the run that is open has ended\n');
    expect(await why({ state: 'ended' })).toBe('it has no firing left\n');
  });

  it('say whose pause keeps them', async () => {
    const reasons = [
      { code: 'PAUSED', actor: 'zhao' },
      { code: 'WORKFLOW_PAUSED', actor: 'zhao' },
      { code: 'WORKFLOW_PAUSED', actor: 'zhao', text: 'month end' },
    ];
    const api = await withSchedules(...reasons.map((reason, n) => schedule(`orders-${n}`, 'default', { reason })));
    const { out } = await carillon(['schedule', 'list', '--columns', 'reason', '-o', 'csv'], at(api));
    expect(out.trim().split('\r\n').slice(1)).toEqual([
      'paused by zhao',
      'the workflow is paused',
      'the workflow is paused: month end',
    ]);
  });

  it('are named by as much as tells them apart', async () => {
    const api = await withSchedules(
      schedule('orders', 'hourly'),
      schedule('orders', 'daily', { id: `${ID.slice(0, -1)}1` }),
      schedule('billing', 'default', { id: `${ID.slice(0, -1)}2` }),
    );
    const got = async (name: string) => (await carillon(['schedule', 'get', name, '-o', 'name'], at(api))).out.trim();
    expect(await got('billing')).toBe('retail/billing/default');
    expect(await got('orders/daily')).toBe('retail/orders/daily');
    expect(await got('retail/billing')).toBe('retail/billing/default');
    expect(await got('retail/orders/hourly')).toBe('retail/orders/hourly');
    expect(await got(ID)).toBe('retail/orders/hourly');
    const several = await carillon(['schedule', 'get', 'orders'], at(api));
    expect(several).toMatchObject({
      code: 2,
      err: expect.stringContaining('retail/orders/hourly, retail/orders/daily'),
    });
    const none = await carillon(['schedule', 'get', 'biling'], at(api));
    expect(none).toMatchObject({ code: 5, err: expect.stringContaining("did you mean 'billing'?") });
  });

  it('are paused until a time of their zone, resumed and fired', async () => {
    const api = await withSchedules(schedule('orders', 'default'));
    const words = ['schedule', 'pause', 'orders', '--reason', 'moving', '--until', '2026-11-30T08:00', '-o', 'json'];
    expect(JSON.parse((await carillon(words, at(api))).out)).toMatchObject({ state: 'paused' });
    expect(api.seen.at(-1)?.body).toEqual({ reason: 'moving', resumeAt: '2026-11-30T00:00:00.000Z' });
    await carillon(['schedule', 'pause', 'orders', '--for', '2h'], at(api));
    expect(api.seen.at(-1)?.body).toEqual({ resumeAt: '2026-11-21T02:10:00.000Z' });
    await carillon(['schedule', 'resume', 'orders', '--catch-up'], at(api));
    expect(api.seen.at(-1)).toMatchObject({ path: `/schedules/${ID}/resume`, body: { catchUp: true } });
    const fired = await carillon(['schedule', 'fire', 'orders', '-q'], at(api));
    expect(fired).toMatchObject({ code: 0, out: `${RUN.id}\n` });
  });

  it('show their ledger', async () => {
    const api = await withSchedules(schedule('orders', 'default'));
    const row: LedgerRow = {
      logicalTime: '2026-11-20T16:10:00.000Z',
      localTime: '2026-11-21T00:10:00+08:00',
      actualTime: '2026-11-20T16:10:01.500Z',
      outcome: 'fired',
      reason: 'on_time',
      latenessMs: 1_500,
      notes: [],
      runId: RUN.id,
      runState: 'success',
    };
    api.answer(`/schedules/${ID}/firings`, (response) => response.writeHead(200).end(JSON.stringify({ items: [row] })));
    const words = ['schedule', 'ledger', 'orders', '--outcome', 'fired', '--since', '1d'];
    const { out } = await carillon([...words, '--columns', 'local-time,outcome,reason,late,state'], at(api));
    expect(out).toBe(
      'LOCAL TIME                 OUTCOME  REASON   LATE  STATE\n2026-11-21T00:10:00+08:00  fired    on_time  1.5s  success\n',
    );
    expect(api.seen.at(-1)?.query.get('from')).toBe('2026-11-20T00:10:00.000Z');
  });

  it('tell what will fire, as a table and as a calendar', async () => {
    const api = await withSchedules();
    const firing: UpcomingFiring = {
      scheduleId: ID,
      project: 'retail',
      workflow: 'orders',
      schedule: 'default',
      logicalTime: '2026-11-21T16:10:00.000Z',
      localTime: '2026-11-22T00:10:00+08:00',
      startsAt: '2026-11-21T16:10:00.000Z',
      timezone: 'Asia/Shanghai',
      expectedMs: { p50: 4_000, p95: 9_000 },
      notes: [],
    };
    api.answer('/schedules/upcoming/firings', (response, { query }) =>
      query.get('format') === 'ics'
        ? response.writeHead(200, { 'content-type': 'text/calendar' }).end('BEGIN:VCALENDAR\r\n')
        : response.writeHead(200).end(JSON.stringify({ items: [firing] })),
    );
    const { out } = await carillon(
      ['schedule', 'upcoming', '--days', '1', '--queue', 'etl', '--columns', 'local-time,timezone,workflow,takes'],
      at(api),
    );
    expect(out).toBe(
      'LOCAL TIME                 TIMEZONE       WORKFLOW  TAKES\n2026-11-22T00:10:00+08:00  Asia/Shanghai  orders    4.0s\n',
    );
    expect(Object.fromEntries(api.seen.at(-1)?.query ?? [])).toEqual({
      from: '2026-11-21T00:10:00.000Z',
      to: '2026-11-22T00:10:00.000Z',
      queue: 'etl',
      limit: '50',
    });
    expect((await carillon(['schedule', 'upcoming', '-o', 'ics'], at(api))).out).toBe('BEGIN:VCALENDAR\r\n');
  });

  it('say what a change would fire differently, also by the exit code', async () => {
    const api = await withSchedules(schedule('orders', 'default'));
    const firing = { startsAt: '', logicalDate: '2026-11-21', notes: [] };
    const before = { ...firing, logicalTime: '2026-11-21T16:10:00.000Z', localTime: '2026-11-22T00:10:00+08:00' };
    const after = { ...firing, logicalTime: '2026-11-21T17:10:00.000Z', localTime: '2026-11-22T01:10:00+08:00' };
    let diff: object = { added: [], removed: [], moved: [{ before, after }], kept: 3, problems: [] };
    api.answer('/schedules/diff', (response) => response.writeHead(200).end(JSON.stringify(diff)));
    const words = ['schedule', 'diff', 'orders', '--cron', '10 1 * * *', '--timezone', 'Asia/Shanghai'];
    expect(await carillon(words, at(api))).toMatchObject({
      code: 12,
      out: expect.stringContaining('moved   2026-11-21  2026-11-22T00:10:00+08:00  2026-11-22T01:10:00+08:00'),
    });
    expect(api.seen.at(-1)?.body).toEqual({
      scheduleId: ID,
      after: { cron: '10 1 * * *', timezone: 'Asia/Shanghai' },
      days: 14,
    });
    diff = { added: [], removed: [], moved: [], kept: 14, problems: [] };
    expect(await carillon(words, at(api))).toMatchObject({ code: 0, err: 'all 14 firings stay as they are\n' });
    expect(await carillon(['schedule', 'diff', 'orders'], at(api))).toMatchObject({ code: 2 });
  });
});
