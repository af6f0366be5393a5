import type { Run } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { doubtfulRuns, watchRuns } from './new-runs.ts';

const run = (id: string, state: Run['state'] = 'success') => ({ id, state }) as Run;
/** A page that is followed by another one. */
const page = (...items: Run[]) => ({ items, nextCursor: 'more' });
const statesOf = (runs: readonly Run[]) => runs.map(({ id, state }) => `${id} ${state}`);

describe('watchRuns', () => {
  it('renews rows in their place and counts the new ones without showing them', () => {
    const watched = watchRuns({
      loaded: [run('run_b', 'running'), run('run_a')],
      hasMore: false,
      newest: page(run('run_d'), run('run_c'), run('run_b', 'failed')),
    });
    expect(statesOf(watched.rows)).toEqual(['run_b failed', 'run_a success']);
    expect(watched.unseen).toBe(2);
  });

  it('counts everything as new on an empty screen', () => {
    expect(watchRuns({ loaded: [], hasMore: false, newest: page(run('run_a')) }).unseen).toBe(1);
  });

  it('counts a run that came to match the filter after younger ones', () => {
    const loaded = [run('run_d', 'failed'), run('run_b', 'failed')];
    const newest = page(run('run_d', 'failed'), run('run_c', 'failed'), run('run_b', 'failed'), run('run_a', 'failed'));
    expect(watchRuns({ loaded, hasMore: true, newest }).unseen).toBe(1);
    expect(watchRuns({ loaded, hasMore: false, newest }).unseen).toBe(2);
  });

  it('takes what was asked for by id only for rows that nothing newer tells of', () => {
    const list = {
      loaded: [run('run_d'), run('run_c', 'running'), run('run_b', 'running'), run('run_a')],
      hasMore: false,
      newest: page(run('run_c', 'stopping')),
    };
    const asked = [run('run_c', 'queued'), run('run_b', 'failed'), run('run_a', 'running')];
    expect(statesOf(watchRuns(list, asked).rows)).toEqual([
      'run_d success',
      'run_c stopping',
      'run_b failed',
      'run_a success',
    ]);
  });
});

describe('doubtfulRuns', () => {
  const loaded = [run('run_e', 'running'), run('run_d', 'failed'), run('run_c'), run('run_b', 'queued'), run('run_a')];

  it('are those that have not ended, behind the newest page', () => {
    const newest = page(run('run_e', 'running'), run('run_d', 'failed'), run('run_c'));
    expect(doubtfulRuns({ loaded, hasMore: true, newest })).toEqual(['run_b']);
  });

  it('are those that the newest page passed over', () => {
    expect(doubtfulRuns({ loaded, hasMore: true, newest: page(run('run_c')) })).toEqual(['run_e', 'run_d', 'run_b']);
    const all = { items: [run('run_c')] };
    expect(doubtfulRuns({ loaded, hasMore: false, newest: all })).toEqual(['run_e', 'run_d', 'run_b', 'run_a']);
  });

  it('are no more than the open ones while a page has found nothing yet', () => {
    expect(doubtfulRuns({ loaded, hasMore: true, newest: page() })).toEqual(['run_e', 'run_b']);
  });
});
