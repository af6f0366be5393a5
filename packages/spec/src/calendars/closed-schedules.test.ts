import { expect, it } from 'vitest';
import { formatFinding } from '../finding.ts';
import { loadDocuments } from '../load.ts';
import { calendarFindings } from './calendar-findings.ts';
import { linkCalendars } from './link-calendars.ts';

it('schedules without a time on the days of their calendar are found, in the zone of their workflow', async () => {
  const text = `kind: Workflow
name: w
timezone: Asia/Shanghai
schedules:
  holiday: { cron: "0 9 1 10 *", calendar: cn-workdays }
  month_end: { cron: "0 9 1 * *", calendar: { name: us-workdays, day: -1 } }
  make_up: { cron: "0 9 * * 6", calendar: cn-workdays }
  moved: { cron: "0 9 1 10 *", calendar: { name: cn-workdays, otherwise: next } }
tasks: { one: { type: noop } }
`;
  const loaded = loadDocuments([{ path: 'w.yaml', text }]);
  const links = await linkCalendars({ given: [], live: [] });
  expect(calendarFindings(links, loaded).map((finding) => formatFinding(finding).split('. ')[0])).toEqual([
    'w.yaml:5:44: nothing fires: the schedule has no time on any day of cn-workdays',
    'w.yaml:6:45: nothing fires: the schedule has no time on day -1 of any month of us-workdays',
  ]);
});
