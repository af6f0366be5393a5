import { describe, expect, it } from 'vitest';
import type { OverlapPolicy } from '../definition/schedule-document.ts';
import { decideOverlap, MAX_WAITING, type OverlapState } from './overlap.ts';

const FREE: OverlapState = { open: false, waiting: 0 };
const OPEN: OverlapState = { open: true, waiting: 0 };
const QUEUED: OverlapState = { open: true, waiting: 1 };

describe('the overlap policy', () => {
  it.each<[OverlapPolicy, OverlapState, number, string]>([
    ['allow', QUEUED, 2, 'start start'],
    ['skip', FREE, 2, 'start skip'],
    ['skip', OPEN, 1, 'skip'],
    ['queue_one', FREE, 3, 'start hold skip'],
    ['queue_one', OPEN, 2, 'hold skip'],
    ['queue_one', QUEUED, 1, 'skip'],
    ['queue_all', FREE, 3, 'start hold hold'],
    ['queue_all', QUEUED, 2, 'hold hold'],
    ['queue_all', { open: true, waiting: MAX_WAITING - 1 }, 2, 'hold skip'],
    // Its run has ended, the one that waits has not been let go yet: it comes first.
    ['queue_all', { open: false, waiting: 1 }, 1, 'hold'],
    ['cancel_running', FREE, 2, 'skip start'],
    ['cancel_running', OPEN, 2, 'skip hold'],
    ['terminate_running', OPEN, 1, 'hold'],
  ])('%s with %o and %i times', (policy, state, times, verdicts) => {
    expect(decideOverlap(policy, state, times).verdicts.join(' ')).toBe(verdicts);
  });

  it('stops what runs, with time to end or without, and replaces what waits', () => {
    expect(decideOverlap('cancel_running', OPEN, 1)).toMatchObject({ stops: 'cancel', replaces: false });
    expect(decideOverlap('terminate_running', QUEUED, 1)).toMatchObject({ stops: 'terminate', replaces: true });
    expect(decideOverlap('cancel_running', FREE, 1)).toMatchObject({ stops: undefined, replaces: false });
    expect(decideOverlap('queue_all', QUEUED, 1)).toMatchObject({ stops: undefined, replaces: false });
    expect(decideOverlap('cancel_running', OPEN, 0)).toMatchObject({ stops: undefined });
  });
});
