import { createLogger } from '@carillon/runtime';
import { beforeAll, expect, it } from 'vitest';
import { openedApi } from '../../../test/opened-api.ts';
import { refreshCalendars } from './refresh.ts';

const { harness, publish, query } = openedApi();
beforeAll(() =>
  publish(`kind: Workflow
name: settle
schedule: { cron: "0 0 * * *", calendar: cn-workdays }
tasks: { only: { type: noop } }
---
kind: Calendar
name: office
intersection: [cn-workdays]
exclude: [2026-12-24]
`),
);

const refresh = (): Promise<number> =>
  refreshCalendars({
    catalog: harness.store.catalog,
    calendars: harness.store.calendars,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
const versions = async (): Promise<unknown> =>
  (
    await query(
      `select c.name, v.number, v.author from calendar_deployment d join calendar c on c.key = d.calendar_key
        join calendar_version v on v.key = d.version_key order by c.name`,
    )
  ).rows;

it('changes nothing when the data is the same', async () => {
  expect(await refresh()).toBe(0);
});

it('brings a year that is published now into force, and has the schedules planned anew', async () => {
  await query(`update calendar_version set days = days #- '{years,2026}', hash = decode(md5('before'), 'hex')`);
  await query(`update schedule set next_fire_at = '2026-12-01T00:00:00Z'`);
  expect(await refresh()).toBe(2);
  expect(await versions()).toEqual([
    { name: 'cn-workdays', number: 2, author: 'carillon' },
    { name: 'office', number: 2, author: 'carillon' },
  ]);
  const { rows } = await query('select next_fire_at from schedule');
  expect(rows).toEqual([{ next_fire_at: null }]);
  expect(await refresh()).toBe(0);
});

it('keeps a year that a newer server knows', async () => {
  await query(
    `update calendar_version set days = jsonb_set(days, '{years,2039}', '"00"'), hash = decode(md5('newer'), 'hex')`,
  );
  expect(await refresh()).toBe(0);
});
