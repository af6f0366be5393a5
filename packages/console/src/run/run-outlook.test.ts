import type { Run } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { isWhole, outlookOf } from './run-outlook.ts';

const usual = { p50Ms: 60_000, p95Ms: 180_000 };
const run = (rest: object = {}) =>
  ({ startedAt: '2026-03-01T10:00:00.000Z', trigger: { kind: 'schedule' }, ...rest }) as Run;
const at = (time: string) => new Date(`2026-03-01T${time}.000Z`);

describe('when a run will likely have ended', () => {
  it('is after the time that half of them take, then after that of nearly all', () => {
    expect(outlookOf(run(), usual, at('10:00:30'))).toEqual({ at: at('10:01:00'), of: 'p50' });
    expect(outlookOf(run(), usual, at('10:01:30'))).toEqual({ at: at('10:03:00'), of: 'p95' });
  });

  it('is not told any more of one that takes longer than nearly all', () => {
    expect(outlookOf(run(), usual, at('10:03:00'))).toBe('late');
    expect(outlookOf(run(), { p50Ms: 60_000 }, at('10:01:00'))).toBe('late');
  });

  it('is not told before it starts, after it ended, nor of a workflow that never succeeded', () => {
    expect(outlookOf(run({ startedAt: undefined }), usual, at('10:00:00'))).toBeUndefined();
    expect(outlookOf(run({ endedAt: '2026-03-01T10:00:10.000Z' }), usual, at('10:00:20'))).toBeUndefined();
    expect(outlookOf(run(), {}, at('10:00:20'))).toBeUndefined();
  });

  it('is asked for of whole runs alone', () => {
    expect(isWhole(run())).toBe(true);
    expect(isWhole(run({ parent: { isPart: false } }))).toBe(true);
    expect(isWhole(run({ parent: { isPart: true } }))).toBe(false);
    expect(isWhole(run({ trigger: { kind: 'test' } }))).toBe(false);
  });
});
