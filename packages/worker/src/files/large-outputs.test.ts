import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_OUTPUT_BYTES } from '@carillon/core';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutputs } from '../attempt/outputs.ts';
import { createMasker } from '../secrets/masker.ts';
import { keepBeside, moveLargeOutputs } from './large-outputs.ts';

const directory = mkdtempSync(join(tmpdir(), 'large-outputs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const success = (output: Record<string, never> | object) => ({ outcome: 'success', output }) as never;

describe('outputs that are too large', () => {
  it('become artifacts, with a reference in their place', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => i);
    const ended = await moveLargeOutputs(success({ rows, count: 60_000 }), keepBeside(directory), undefined);
    const bytes = JSON.stringify(rows).length;
    expect(bytes).toBeGreaterThan(MAX_OUTPUT_BYTES);
    expect(ended).toMatchObject({ output: { count: 60_000, rows: { $artifact: 'outputs/rows.json', bytes } } });
    expect(JSON.parse(readFileSync(join(directory, 'outputs/rows.json'), 'utf8'))).toEqual(rows);
    expect(
      checkOutputs((ended as unknown as { output: never }).output, { rows: 'array', count: 'integer' }),
    ).toBeUndefined();
  });

  it.each([
    [-1, false],
    [0, false],
    [1, true],
  ])('of the limit and %i bytes are moved: %s', async (more, isMoved) => {
    const around = '{"text":""}'.length;
    const given = success({ text: 'x'.repeat(MAX_OUTPUT_BYTES - around + more) });
    const kept = await moveLargeOutputs(given, keepBeside(directory), undefined);
    expect(kept === given).toBe(!isMoved);
  });

  it('stay where they are where the attempt failed', async () => {
    const failed = { outcome: 'failed', output: { text: 'x'.repeat(MAX_OUTPUT_BYTES) } } as never;
    expect(await moveLargeOutputs(failed, keepBeside(directory), undefined)).toBe(failed);
  });

  it('do not carry secrets into artifacts', async () => {
    const masker = createMasker({ key: 'hunter2-hunter2' });
    await moveLargeOutputs(
      success({ log: `hunter2-hunter2 ${'y'.repeat(MAX_OUTPUT_BYTES)}` }),
      keepBeside(directory),
      masker,
    );
    expect(readFileSync(join(directory, 'outputs/log.json'), 'utf8')).not.toContain('hunter2');
  });
});
