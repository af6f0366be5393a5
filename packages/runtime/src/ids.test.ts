import { isUuid, splitTaskRunId, taskRunId } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { newRunId, newUuid } from './ids.ts';

describe('ids', () => {
  it('never repeats, also across blocks of random bytes', () => {
    const ids = Array.from({ length: 2_000 }, newUuid);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isUuid)).toBe(true);
  });

  it('leaves room for task numbers in the id of a run', () => {
    const runId = newRunId();
    expect(splitTaskRunId(taskRunId(runId, 7))).toEqual({ runId, taskNo: 7 });
  });
});
