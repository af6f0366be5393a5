import { describe, expect, it } from 'vitest';
import {
  type AwaitedRun,
  type AwaitedRuns,
  awaitsOwnPeriod,
  type AwaitVerdict,
  type FoundRun,
  judgeAwaited,
  leavesOf,
  spansOf,
  verdictOnRun,
} from './awaited-runs.ts';

const SINCE = new Date('2026-11-21T10:00:00Z');
const found = (state: FoundRun['state'], more: Partial<FoundRun> = {}): FoundRun => ({
  runId: 'r',
  state,
  endedAt: new Date('2026-11-21T09:00:00Z'),
  task: undefined,
  ...more,
});
const verdict = (run: Partial<AwaitedRun>, one: FoundRun | undefined, bearsFailure = false): AwaitVerdict =>
  verdictOnRun({ workflow: 'w', ...run }, [one], { since: SINCE, bearsFailure });

const leaf = (workflow: string): AwaitedRun => ({ workflow });
const judged = (tree: AwaitedRuns): AwaitVerdict =>
  judgeAwaited(tree, ({ workflow }) => workflow.replace(/\d/, '') as AwaitVerdict);

describe('runs that are waited for', () => {
  it.each([
    [['met', 'met'], 'met', 'met'],
    [['met', 'waiting'], 'waiting', 'met'],
    [['met', 'failed'], 'failed', 'met'],
    [['waiting', 'failed'], 'failed', 'waiting'],
    [['waiting', 'waiting'], 'waiting', 'waiting'],
    [['failed', 'failed'], 'failed', 'failed'],
  ] as const)('%j: all %s, any %s', (names, all, any) => {
    expect(judged({ all: names.map(leaf) })).toBe(all);
    expect(judged({ any: names.map(leaf) })).toBe(any);
  });

  it('may be joined in trees', () => {
    const tree = { all: [leaf('met'), { any: [leaf('failed'), leaf('met')] }] };
    expect(judged(tree)).toBe('met');
    expect(leavesOf(tree)).toHaveLength(3);
  });

  it('count as they are wanted', () => {
    expect(verdict({}, undefined)).toBe('waiting');
    expect(verdict({}, found('running'))).toBe('waiting');
    expect(verdict({}, found('success'))).toBe('met');
    expect(verdict({}, found('failed'))).toBe('failed');
    expect(verdict({}, found('stopped'), true)).toBe('waiting');
    expect(verdict({ state: 'finished' }, found('failed'))).toBe('met');
  });

  it('count by one of their tasks, also before they have ended', () => {
    expect(verdict({ task: 'a' }, found('running', { task: 'success' }))).toBe('met');
    expect(verdict({ task: 'a' }, found('running'))).toBe('waiting');
    expect(verdict({ task: 'a' }, found('failed', { task: 'success' }))).toBe('met');
    expect(verdict({ task: 'a' }, found('success', { task: 'skipped' }))).toBe('failed');
  });

  it('do not count when they ended too long ago', () => {
    expect(verdict({ fresh: '30m' }, found('success'))).toBe('waiting');
    expect(verdict({ fresh: '2h' }, found('success'))).toBe('met');
    expect(verdict({ fresh: '30m' }, found('failed'))).toBe('waiting');
  });

  it('are of all spans of a cycle', () => {
    const both = [found('success'), undefined];
    expect(verdictOnRun(leaf('w'), both, { since: SINCE, bearsFailure: false })).toBe('waiting');
  });

  it('are found by an offset in local days and exact hours', () => {
    const base = new Date('2026-10-26T00:10:00+01:00');
    const at = (offset: string): string =>
      new Date(spansOf({ workflow: 'w', offset }, base, 'Europe/Berlin').at(0)?.from ?? 0).toISOString();
    expect(at('-1d')).toBe('2026-10-24T22:10:00.000Z');
    expect(at('-24h')).toBe('2026-10-24T23:10:00.000Z');
    expect(at('90m')).toBe('2026-10-26T00:40:00.000Z');
  });

  it('go in a circle only within one period', () => {
    expect(awaitsOwnPeriod(leaf('w'))).toBe(true);
    expect(awaitsOwnPeriod({ workflow: 'w', cycle: 'today' })).toBe(true);
    expect(awaitsOwnPeriod({ workflow: 'w', cycle: 'last_1_day' })).toBe(false);
    expect(awaitsOwnPeriod({ workflow: 'w', offset: '-1d' })).toBe(false);
  });
});
