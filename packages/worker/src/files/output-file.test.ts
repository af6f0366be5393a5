import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseOutput, readOutputFile } from './output-file.ts';

describe('the output file', () => {
  it('is one JSON object or typed lines', () => {
    expect(parseOutput('{"rows": 3, "names": ["a"]}', { rows: 'integer' })).toEqual({
      output: { rows: 3, names: ['a'] },
    });
    const lines = 'rows=3\nratio=0.5\nok=true\nnames=["a"]\ntext=a=b\n\nreport<<END\nfirst\nrows=9\nEND\nfree=07\r\n';
    const declared = {
      rows: 'integer',
      ratio: 'number',
      ok: 'boolean',
      names: 'array',
      text: 'string',
      report: 'string',
    } as const;
    expect(parseOutput(lines, declared)).toEqual({
      output: { rows: 3, ratio: 0.5, ok: true, names: ['a'], text: 'a=b', report: 'first\nrows=9', free: '07' },
    });
    expect(parseOutput('', {})).toEqual({ output: {} });
  });

  it.each([
    ['{"rows": 3', {}, 'is no JSON object'],
    [`{"rows": ${'['.repeat(9_000)}${']'.repeat(9_000)}}`, {}, 'nested deeper than 100 levels'],
    ['{"Rows": 3}', {}, '"Rows" must be lower-case'],
    ['{"__proto__": 3}', {}, '"__proto__" must be lower-case'],
    ['rows', {}, 'line 1 of the output file must be name=value'],
    ['a=1\nb<<END\nx', {}, 'line 2 of the output file: the value of b has no closing line "END"'],
    ['rows=three', { rows: 'integer' }, 'the output "rows" must be of type integer, but is "three"'],
    ['rows=3.5', { rows: 'integer' }, 'the output "rows" must be of type integer, but is 3.5'],
    ['{}', { rows: 'integer' }, 'the output "rows" (integer) was declared but not given'],
  ] as const)('is refused when it says %j', (text, declared, problem) => {
    expect(parseOutput(text, declared)).toMatchObject({
      problem: { code: 'OUTPUT_INVALID', params: { problem: expect.stringContaining(problem) } },
    });
  });

  describe('as a task may have left it', () => {
    let directory: string;
    let path: string;
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), 'carillon-output-'));
      path = join(directory, 'output');
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    it('may be missing', async () => expect(await readOutputFile(path, {})).toEqual({ output: {} }));

    it('is not read when it is too large', async () => {
      writeFileSync(path, `a=${'x'.repeat(16 * 1024 * 1024)}`);
      expect(await readOutputFile(path, {})).toMatchObject({ problem: { code: 'OUTPUT_TOO_LARGE' } });
    });

    it('is not followed where a link leads, nor waited for when it is a pipe', async () => {
      symlinkSync('/etc/hostname', path);
      expect(await readOutputFile(path, {})).toMatchObject({ problem: { code: 'OUTPUT_INVALID' } });
      rmSync(path);
      execFileSync('/usr/bin/mkfifo', [path]);
      expect(await readOutputFile(path, {})).toMatchObject({ problem: { code: 'OUTPUT_INVALID' } });
    });
  });
});
