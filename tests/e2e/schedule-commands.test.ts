/** What somebody who looks after schedules types, from a preview without a server to the ledger of what fired. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerRow, Run, Schedule, UpcomingFiring } from '@carillon/sdk';
import { type Platform, startPlatform } from './platform.ts';
import { runProgram } from './program.ts';
import { until } from './until.ts';

interface Firing {
  readonly logicalTime: string;
  readonly localTime: string;
  readonly notes: readonly string[];
}

describe('schedules on the command line', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform({ words: ['--no-examples'] });
    await platform.publish({
      name: 'ticking',
      params: { region: { type: 'string', default: 'cn' } },
      schedule: { every: '1s', overlap: 'allow', timezone: 'Asia/Shanghai', params: { region: 'eu' } },
      tasks: { only: { type: 'noop' } },
    });
    await platform.publish({
      name: 'daily',
      schedule: { cron: '10 0 * * *', timezone: 'Europe/Berlin', calendar: 'de-workdays' },
      tasks: { only: { type: 'noop' } },
    });
  });
  afterAll(() => platform.remove());

  async function json<T>(...words: string[]): Promise<T> {
    const { code, out, err } = await platform.cli('schedule', ...words, '-o', 'json');
    if (code !== 0) throw new Error(`schedule ${words.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }

  it('previews what the server then plans', async () => {
    const flags = ['--cron', '10 0 * * *', '--timezone', 'Europe/Berlin', '--calendar', 'de-workdays'];
    const range = ['--from', '2027-03-24T23:00:00Z', '--count', '6'];
    const { out } = await runProgram(['schedule', 'preview', ...flags, ...range, '-o', 'json']);
    const previewed = JSON.parse(out) as readonly Firing[];
    const { id } = await json<Schedule>('get', 'daily');
    const planned = await platform.client.schedules.next(id, { from: '2027-03-24T23:00:00Z', count: 6 });
    expect(planned.map(({ logicalTime, localTime, notes }) => ({ logicalTime, localTime, notes }))).toEqual(previewed);
    // Good Friday and Easter Monday are left out, and the clock goes forward in between.
    expect(previewed.map(({ localTime }) => localTime).slice(0, 3)).toEqual([
      '2027-03-25T00:10:00+01:00',
      '2027-03-30T00:10:00+02:00',
      '2027-03-31T00:10:00+02:00',
    ]);
  });

  it('tells in the ledger what fired, at the times that were planned', async () => {
    const rows = await until('three firings whose runs succeeded', async () => {
      const found = await json<readonly LedgerRow[]>('ledger', 'ticking', '--outcome', 'fired');
      return found.filter(({ runState }) => runState === 'success').length >= 3 && found;
    });
    const { id } = await json<Schedule>('get', 'ticking');
    const oldest = rows.at(-1)?.logicalTime ?? '';
    const planned = await platform.client.schedules.next(id, { from: oldest, count: rows.length });
    expect(rows.map(({ logicalTime }) => logicalTime).reverse()).toEqual(planned.map(({ logicalTime }) => logicalTime));
    expect(await json<Schedule>('get', 'ticking')).toMatchObject({
      lateness: { count: expect.any(Number) },
      lastFiring: { outcome: 'fired' },
    });
  });

  it('lets a schedule rest, says why, and goes on', async () => {
    expect(await json<Schedule>('pause', 'ticking', '--reason', 'the source is away')).toMatchObject({
      state: 'paused',
      reason: { text: 'the source is away' },
    });
    const [paused] = await json<readonly Schedule[]>('list', '--state', 'paused');
    expect(paused).toMatchObject({ workflow: 'ticking', actions: { pause: { allowed: false } } });
    const missed = await platform.client.schedules.next(paused?.id ?? '', { count: 1 });
    const upcoming = await json<readonly UpcomingFiring[]>('upcoming', '--days', '5');
    expect(new Set(upcoming.map(({ workflow }) => workflow))).toEqual(new Set(['daily']));
    await until('a time that passes while it rests', () => Date.now() > Date.parse(missed.at(0)?.logicalTime ?? ''));
    expect(await json<Schedule>('resume', 'ticking')).toMatchObject({ state: 'enabled' });
    const rest = await until('the pause in the ledger', async () => {
      const [row] = await json<readonly LedgerRow[]>('ledger', 'ticking', '--outcome', 'paused');
      return row;
    });
    expect(rest).toMatchObject({ reason: 'paused' });
  });

  it('fires by hand, with other parameters where they are given', async () => {
    const run = await json<Run>('fire', 'ticking', '-p', 'region=us', '--reason', 'a customer asked');
    expect(run).toMatchObject({ workflow: 'ticking', trigger: { kind: 'manual' }, params: { region: 'us' } });
    expect(await platform.client.runs.wait(run.id)).toMatchObject({ state: 'success' });
    const usual = await json<Run>('fire', 'ticking');
    expect(usual.params).toEqual({ region: 'eu' });
  });

  it('tells what a change would move, by exit code too', async () => {
    const same = ['--cron', '10 0 * * *', '--timezone', 'Europe/Berlin', '--calendar', 'de-workdays'];
    expect(await platform.cli('schedule', 'diff', 'daily', ...same)).toMatchObject({ code: 0 });
    const later = same.with(1, '40 6 * * *');
    const { code, out } = await platform.cli('schedule', 'diff', 'daily', ...later, '-o', 'csv');
    expect(code).toBe(12);
    expect(out.split('\r\n').filter((line) => line.startsWith('moved,')).length).toBeGreaterThan(5);
  });
});
