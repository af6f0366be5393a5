import { describe, expect, it } from 'vitest';
import type { FileSight } from '../ports/wait-store.ts';
import { said } from '../said.ts';
import { type FileConditions, judgeFile } from './file-conditions.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const there = (more: Partial<Extract<FileSight, { kind: 'there' }>> = {}): FileSight => ({
  kind: 'there',
  size: 2_048,
  modifiedAt: new Date('2026-11-21T09:59:00Z'),
  tag: 'a',
  facts: {},
  ...more,
});
const judged = (sight: FileSight, conditions: FileConditions = {}, before = {}, now = NOW) =>
  judgeFile(sight, conditions, before, now);

describe('a file that is waited for', () => {
  it('is as it is wanted when it is there and nothing else is asked', () => {
    expect(judged(there())).toMatchObject({ kind: 'met', output: { size: 2_048, tag: 'a' } });
    expect(judged({ kind: 'absent' })).toMatchObject({ kind: 'waiting', answer: { is: 'absent' } });
    const refused = judged({ kind: 'refused', why: 'no_path', of: '"in"' });
    expect(refused).toMatchObject({ problem: { text: '{0} is no absolute path', values: ['"in"'] } });
  });

  it('has its size and age', () => {
    expect(judged(there(), { minSize: '2Ki' }).kind).toBe('met');
    expect(judged(there(), { minSize: '3Ki' })).toMatchObject({ answer: { is: 'too_small' } });
    expect(judged(there(), { modifiedSince: '2026-11-21T09:59:00Z' }).kind).toBe('met');
    expect(judged(there(), { modifiedSince: '2026-11-21T09:59:01Z' })).toMatchObject({ answer: { is: 'too_old' } });
    expect(judged(there({ size: undefined }), { minSize: '1' })).toMatchObject({ answer: { is: 'unfit' } });
  });

  it('has rested since it was first seen as it is, whatever outages were between', () => {
    const conditions = { stableFor: '1m' };
    const first = judged(there(), conditions);
    if (first.kind !== 'waiting') throw new Error('it was taken at once');
    expect(first).toMatchObject({ answer: { is: 'changing' }, laterMs: 60_000 });
    const away = judged({ kind: 'unreachable', message: said`timeout` }, conditions, first.answer.memory, NOW + 20_000);
    if (away.kind !== 'waiting') throw new Error('an outage decided');
    expect(away.answer.memory).toMatchObject({ failures: 1 });
    const again = judged(there(), conditions, away.answer.memory, NOW + 40_000);
    expect(again).toMatchObject({ kind: 'waiting', laterMs: 20_000 });
    expect(judged(there({ tag: 'b' }), conditions, away.answer.memory, NOW + 60_000)).toMatchObject({
      laterMs: 60_000,
    });
    expect(judged(there(), conditions, away.answer.memory, NOW + 60_000).kind).toBe('met');
  });
});
