import { type CalendarTable, encodeYear } from '@carillon/core';
import { startTestCluster, TEST_SCOPE, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const PLACE = { tenantKey: TEST_SCOPE.tenantKey, environmentKey: TEST_SCOPE.environmentKey };
/** A Monday: the firing before it is Friday's. */
const MONDAY = new Date('2026-11-23T01:00:00Z');

describe('the times of a run', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster({ echo: (_params, context) => ({ said: context.with['input'] ?? null }) });
    const { basis } = await cluster.store.calendars.live(PLACE);
    const table: CalendarTable = {
      name: 'workdays',
      version: 1,
      years: { '2026': encodeYear(2026, (day) => (day + 3) % 7 < 5) },
      freezes: [],
      marks: {},
    };
    const document = { kind: 'Calendar', name: 'workdays', project: 'default', weekdays: ['mon'] } as const;
    const version = { project: 'default', document, table, hash: 'c0ffee', author: 'test', message: '' };
    await cluster.store.catalog.apply(PLACE, [], { calendars: { basis, versions: [version] } });
  });
  afterAll(() => cluster.stop());

  it('come from its schedule and the calendar that this asks, as expressions and its record say', async () => {
    const input = {
      date: '${{ run.logicalDate }}',
      from: '${{ run.intervalStart }}',
      to: '${{ run.intervalEnd }}',
      partition: "${{ ds('$[yyyyMMddHH]/$[yyyyMMdd-1]') }}",
      workday: "${{ isWorkday(run.logicalDate, 'workdays') }}",
      due: "${{ addWorkdays(run.logicalDate, 2, 'workdays') }}",
    };
    const keys = await cluster.publish(
      workflow(
        'daily',
        { only: call('echo', { with: { handler: 'echo', input } }) },
        { timezone: 'Asia/Shanghai', schedule: { cron: '0 9 * * *', calendar: 'workdays' } },
      ),
    );
    const started = await cluster.scheduler.starter.start({
      scope: TEST_SCOPE,
      ...keys,
      params: {},
      logicalTime: MONDAY,
      triggerKind: 'schedule',
      actor: 'test',
    });
    if (started.kind !== 'started') throw new Error(started.kind);
    const ended = await cluster.ended(started.runId);
    expect(ended).toMatchObject({ state: 'success', logicalDate: '2026-11-20', logicalTime: MONDAY });
    expect((await cluster.tasks(started.runId))['only']?.output).toEqual({
      said: {
        date: '2026-11-20',
        from: '2026-11-20T01:00:00Z',
        to: '2026-11-23T01:00:00Z',
        partition: '2026112309/20261122',
        workday: true,
        due: '2026-11-24',
      },
    });
  });
});
