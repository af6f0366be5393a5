import type { Run } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { watchRuns } from './new-runs.ts';

const run = (id: string, state: Run['state'] = 'success') => ({ id, state }) as Run;

describe('watchRuns', () => {
  it('renews rows in their place and counts the new ones without showing them', () => {
    const watched = watchRuns(
      [run('run_b', 'running'), run('run_a')],
      [run('run_d'), run('run_c'), run('run_b', 'failed')],
    );
    expect(watched.rows.map(({ id, state }) => [id, state])).toEqual([
      ['run_b', 'failed'],
      ['run_a', 'success'],
    ]);
    expect(watched.newer).toBe(2);
  });

  it('counts everything as new on an empty screen', () => {
    expect(watchRuns([], [run('run_a')]).newer).toBe(1);
  });
});
