import { type FindInChunk, findInLog, type LogFound, type LogRange } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { openStoredRuns, STRANGER } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { pool, queries, place, insert, openSolo, ended } = stored;
afterAll(stored.close);

describe('logs', () => {
  const chunk = (runId: string, seq: number, firstByte: number, text: string, lines = 1) =>
    insert('log_chunk', {
      run_id: runId,
      task_no: 0,
      attempt_no: 1,
      seq,
      first_byte: firstByte,
      lines,
      body: Buffer.from(text),
    });
  const read = async (runId: string, range: LogRange) => {
    const slice = await queries.log(place, { runId, taskNo: 0, attempt: 1 }, range);
    return slice && { ...slice, text: Buffer.from(slice.text).toString() };
  };

  it('gives byte ranges across chunks, and says when nothing follows', async () => {
    const id = newRunId();
    await openSolo(id, { state: 3, attempt_no: 1, attempt_id: newUuid(), fence: 1 });
    expect(await read(id, { offset: 0, limit: 100 })).toEqual({
      text: '',
      offset: 0,
      nextOffset: 0,
      complete: false,
      size: 0,
    });
    await chunk(id, 0, 0, 'one\n');
    await chunk(id, 1, 4, 'two\n');
    await chunk(id, 2, 8, 'three\n');
    expect(await read(id, { offset: 2, limit: 8 })).toEqual({
      text: 'e\ntwo\nth',
      offset: 2,
      nextOffset: 10,
      complete: false,
      size: 14,
    });
    expect(await read(id, { tail: 6 })).toMatchObject({ text: 'three\n', offset: 8, nextOffset: 14 });
    expect(await read(id, { offset: 14, limit: 8 })).toMatchObject({ text: '', nextOffset: 14, complete: false });
    await pool.query('delete from task_run where run_id = $1', [id]);
    await ended('solo', id, { attempt_no: 1 });
    expect(await read(id, { offset: 14, limit: 8 })).toMatchObject({ complete: true });
    expect(await read(id, { offset: 0, limit: 5 })).toMatchObject({ text: 'one\nt', complete: false });
  });

  it('steps over bytes that never arrived', async () => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    await chunk(id, 0, 0, 'aa');
    await chunk(id, 2, 6, 'bb');
    expect(await read(id, { offset: 0, limit: 100 })).toMatchObject({ text: 'aa', nextOffset: 2, complete: false });
    expect(await read(id, { offset: 2, limit: 100 })).toMatchObject({
      text: 'bb',
      offset: 6,
      nextOffset: 8,
      complete: true,
    });
  });

  /** Three chunks of `lines` lines each, of which the last one of each says `found`. */
  const threeChunks = async (lines: number): Promise<string> => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    const text = `${'other\n'.repeat(lines - 1)}found\n`;
    for (const seq of [0, 1, 2]) await chunk(id, seq, seq * text.length, text, lines);
    return id;
  };

  it('begins with a whole line before the one that is asked for, and says which', async () => {
    const id = await threeChunks(10);
    expect(await read(id, { line: 1, limit: 60 })).toMatchObject({ offset: 0, line: 1, nextOffset: 60 });
    expect(await read(id, { line: 10, limit: 60 })).toMatchObject({ offset: 0, line: 1 });
    expect(await read(id, { line: 11, limit: 60 })).toMatchObject({ offset: 60, line: 11 });
    expect(await read(id, { line: 11, limit: 120 })).toMatchObject({ offset: 0, line: 1, nextOffset: 120 });
    expect(await read(id, { line: 1_000, limit: 60 })).toMatchObject({ offset: 120, line: 21, complete: true });
    const empty = newRunId();
    await ended('solo', empty, { attempt_no: 1 });
    expect(await read(empty, { line: 5, limit: 60 })).toMatchObject({ text: '', line: 1, complete: true });
  });

  it('is searched in steps of a bounded number of bytes and hits, each line once', async () => {
    const id = await threeChunks(10);
    const find = findInLog({ text: 'FOUND', isPattern: false }) as FindInChunk;
    const of = { runId: id, taskNo: 0, attempt: 1 };
    const all = async (limit: number, maxBytes: number) => {
      const steps: LogFound[] = [];
      for (let cursor: string | undefined; steps.length < 20; ) {
        const step = await queries.searchLog(place, of, { find, cursor, limit, maxBytes });
        if (!step) return undefined;
        steps.push(step);
        cursor = step.nextCursor;
        if (cursor === undefined) break;
      }
      return {
        lines: steps.flatMap(({ hits }) => hits.map(({ line }) => line)),
        searched: steps.map(({ searched }) => searched),
      };
    };
    expect(await all(100, 1_000)).toEqual({ lines: [10, 20, 30], searched: [180] });
    expect(await all(100, 60)).toEqual({ lines: [10, 20, 30], searched: [60, 120, 180, 180] });
    expect(await all(1, 1_000)).toEqual({ lines: [10, 20, 30], searched: [60, 120, 180] });
    const others = findInLog({ text: 'o', isPattern: false }) as FindInChunk;
    const first = await queries.searchLog(place, of, { find: others, cursor: undefined, limit: 4, maxBytes: 1_000 });
    expect(first?.hits.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    const next = { find: others, cursor: first?.nextCursor, limit: 7, maxBytes: 1_000 };
    expect((await queries.searchLog(place, of, next))?.hits.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(await queries.searchLog(STRANGER, of, next)).toBeUndefined();
    await expect(queries.searchLog(place, of, { ...next, cursor: 'none' })).rejects.toMatchObject({
      code: 'VALIDATION_CURSOR',
    });
  });

  it('knows no log of an attempt that never was, nor of another tenant', async () => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    expect(await queries.log(place, { runId: id, taskNo: 0, attempt: 2 }, { tail: 10 })).toBeUndefined();
    expect(await queries.log(STRANGER, { runId: id, taskNo: 0, attempt: 1 }, { tail: 10 })).toBeUndefined();
  });
});
