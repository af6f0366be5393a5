import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  formatId,
  idsBeginning,
  MAX_TASK_NO,
  newRunId,
  parseId,
  runIdInBatch,
  splitTaskRunId,
  taskRunId,
  uuidv7,
} from './ids.ts';

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.integer({ min: 0, max: 2 ** 47 });

it('writes a UUID and reads it back, whatever the case', () => {
  fc.assert(
    fc.property(time, bytes, (at, random) => {
      const id = uuidv7(at, random);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const text = formatId('run', id);
      expect(text).toHaveLength(30);
      expect(parseId('run', text)).toBe(id);
      expect(parseId('run', text.toLowerCase())).toBe(id);
    }),
  );
});

it('tells between which ids those lie that begin with a text', () => {
  fc.assert(
    fc.property(time, bytes, fc.integer({ min: 4, max: 30 }), (at, random, length) => {
      const id = uuidv7(at, random);
      const { first = '', last = '' } = idsBeginning('run', formatId('run', id).slice(0, length)) ?? {};
      expect([first, id, last].toSorted()).toEqual([first, id, last]);
      const begins = (uuid: string) => formatId('run', uuid).slice(0, length);
      expect([begins(first), begins(last)]).toEqual([begins(id), begins(id)]);
    }),
  );
  expect(idsBeginning('run', 'run_')).toEqual({
    first: '00000000-0000-0000-0000-000000000000',
    last: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  });
  for (const wrong of ['run_8', 'run_0U', 'tr_0', `run_${'0'.repeat(27)}`])
    expect(idsBeginning('run', wrong)).toBeUndefined();
});

it('refuses what is no id of the kind', () => {
  const id = formatId('run', uuidv7(1, new Uint8Array(10)));
  expect(parseId('tr', id)).toBeUndefined();
  expect(parseId('run', `${id}0`)).toBeUndefined();
  expect(parseId('run', 'run_ZZZZZZZZZZZZZZZZZZZZZZZZZZ')).toBeUndefined();
  expect(parseId('run', 'run_!!!!!!!!!!!!!!!!!!!!!!!!!!')).toBeUndefined();
});

it('keeps the task’s number in the id of a task run', () => {
  fc.assert(
    fc.property(time, bytes, fc.integer({ min: 0, max: MAX_TASK_NO }), (at, random, taskNo) => {
      const runId = newRunId(at, random);
      expect(splitTaskRunId(taskRunId(runId, taskNo))).toEqual({ runId, taskNo });
      expect(taskRunId(runId, 0)).toBe(runId);
    }),
  );
});

it('tells the ids of all runs of a request from any of them, in their order', () => {
  fc.assert(
    fc.property(time, bytes, fc.integer({ min: 0, max: 4_094 }), (at, random, index) => {
      const id = runIdInBatch(newRunId(at, random), index);
      const next = runIdInBatch(id, index + 1);
      expect(runIdInBatch(next, index)).toBe(id);
      expect(id < next).toBe(true);
      expect(splitTaskRunId(taskRunId(next, 7))).toEqual({ runId: next, taskNo: 7 });
      expect(next).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

it('sorts by time', () => {
  const zero = new Uint8Array(10);
  const full = new Uint8Array(10).fill(255);
  expect(newRunId(1_000, full) < newRunId(1_001, zero)).toBe(true);
});
