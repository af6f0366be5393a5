/** What somebody types who has days to make good, from the preview to the strip of dates. */
import type { Backfill, BackfillDate, Plan, Run } from '@carillon/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';

describe('a backfill on the command line', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ words: ['--no-examples'] });
    for (const name of ['orders_daily', 'orders_report']) {
      await platform.publish({
        name,
        params: { day: { type: 'date', default: '${{ run.logicalDate }}' }, region: { type: 'string', default: 'cn' } },
        schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' },
        tasks: { only: { type: 'noop' } },
      });
    }
  });
  afterAll(() => platform.remove());

  const CREATE = ['create', 'orders_daily', '--from', '2026-10-01', '--to', '2026-10-05'];

  async function json<T>(...words: string[]): Promise<T> {
    const { code, out, err } = await platform.cli('backfill', ...words, '-o', 'json');
    if (code !== 0) throw new Error(`backfill ${words.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }

  it('does what its preview says, each date with its own parameters and its downstream run', async () => {
    const more = ['-p', 'region=eu', '--downstream', 'orders_report'];
    const preview = await json<Plan>(...CREATE, ...more, '--dry-run');
    expect(preview.totals).toEqual({ create: 5, rerun: 0, skip: 0, runs: 10 });
    expect(await json<readonly Backfill[]>('list')).toEqual([]);

    const { id } = await json<Backfill>(...CREATE, ...more, '--yes', '--reason', 'the feed was late');
    const watched = await platform.cli('backfill', 'watch', id);
    expect(watched).toMatchObject({ code: 0, out: expect.stringContaining('success: 5 success') });
    const dates = await json<readonly BackfillDate[]>('get', id, '--dates');
    expect(dates.map(({ logicalTime }) => logicalTime)).toEqual(preview.items.map(({ logicalTime }) => logicalTime));
    const runs: Run[] = [];
    for (const { runId = '' } of dates) runs.push(await platform.client.runs.get(runId));
    expect(runs.map(({ logicalDate, params }) => [logicalDate, params['day'], params['region']])).toEqual(
      dates.map(({ logicalDate }) => [logicalDate, logicalDate, 'eu']),
    );
    const report = await platform.client.runs.get(dates[0]?.downstream?.[0]?.runId ?? '');
    expect(report).toMatchObject({
      workflow: 'orders_report',
      logicalDate: '2026-10-01',
      trigger: { kind: 'backfill' },
    });
  });

  it('has nothing left to do for the same dates, and is refused for dates that do not exist', async () => {
    const again = await platform.cli('backfill', ...CREATE, '--yes');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('nothing to start') });
    const bad = await platform.cli('backfill', 'create', 'orders_daily', '--from', '2026-02-30', '--to', '2026-03-01');
    expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('from must be a date that there is') });
  });
});
