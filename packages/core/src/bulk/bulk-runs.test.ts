import { describe, expect, it } from 'vitest';
import { RUN_STATES, type RunState } from '../run/states.ts';
import { BULK_ACTIONS, BULK_COMMANDS, bulkEta, bulkObstacle, bulkSkip, type BulkTotals } from './bulk-runs.ts';

const NONE: BulkTotals = { planned: 0, running: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 };

describe('a command for many runs', () => {
  it('takes the runs whose state allows it, and says why it leaves the others out', () => {
    const taken = (action: (typeof BULK_ACTIONS)[number]): readonly RunState[] =>
      RUN_STATES.filter((state) => bulkSkip(action, { state, reason: undefined }) === undefined);
    expect(Object.fromEntries(BULK_ACTIONS.map((action) => [action, taken(action)]))).toEqual({
      stop: ['queued', 'running', 'paused'],
      pause: ['queued', 'running'],
      resume: ['paused'],
      rerun: ['success', 'failed', 'stopped'],
      rerun_failed: ['failed', 'stopped'],
    });
    expect(bulkSkip('rerun_failed', { state: 'success', reason: undefined })).toBe('NOTHING_FAILED');
    expect(bulkSkip('stop', { state: 'success', reason: undefined })).toBe('RUN_ENDED');
  });

  it('is applied once, and not changed once it has ended', () => {
    expect(bulkObstacle('apply', 'planned')).toBeUndefined();
    expect(bulkObstacle('apply', 'running')).toEqual({ code: 'PLAN_APPLIED' });
    expect(bulkObstacle('cancel', 'planned')).toEqual({ code: 'PLAN_NOT_APPLIED' });
    for (const state of ['success', 'failed', 'cancelled'] as const)
      for (const command of Object.keys(BULK_COMMANDS) as (keyof typeof BULK_COMMANDS)[])
        expect(bulkObstacle(command, state)).toBeDefined();
  });

  it('tells how long it will take at its pace, while it moves', () => {
    const totals = { ...NONE, planned: 41, done: 100 };
    expect(bulkEta({ state: 'running', rate: 20 }, totals)).toBe(3_000);
    expect(bulkEta({ state: 'paused', rate: 20 }, totals)).toBeUndefined();
    expect(bulkEta({ state: 'running', rate: 20 }, { ...NONE, done: 1 })).toBeUndefined();
  });
});
