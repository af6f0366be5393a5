import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDocuments, validateDocument } from '@carillon/spec';
import { expect, it } from 'vitest';
import { readExecutions, tell } from './ledger.ts';
import { startedByHand, startedByTime } from './load.ts';

const ALL = [
  startedByHand('ledger'),
  ...([1, 2, 4] as const).map((gentleness) => startedByTime('ledger', gentleness)),
].flat();

it.each(ALL.map((document) => [(document as { name: string }).name, document] as const))(
  'the workflow %s is accepted',
  (name, document) => {
    const { documents: parsed } = parseDocuments(JSON.stringify(document), `${name}.json`);
    const errors = parsed
      .flatMap((one) => validateDocument(one).findings)
      .filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
    expect(parsed).toHaveLength(1);
  },
);

it('what a task tells is what is read', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'carillon-ledger-'));
  const ledger = path.join(directory, 'ledger');
  const attempt = (name: string, ...words: readonly Parameters<typeof tell>[0][]): void =>
    void execFileSync('/bin/sh', ['-c', words.map(tell).join('\n')], {
      env: {
        LEDGER: ledger,
        CARILLON_TASK_RUN_ID: `tr_${name}`,
        CARILLON_ATTEMPT_ID: `att_${name}`,
        CARILLON_FENCE: '7',
      },
    });
  attempt('WHOLE', 'start', 'end');
  attempt('KILLED', 'start', 'alive');
  const [whole, killed] = readExecutions(readFileSync(ledger, 'utf8'), 1_000);
  rmSync(directory, { recursive: true });
  expect(whole).toMatchObject({ taskRun: 'tr_WHOLE', attempt: 'att_WHOLE', fence: 7, endedAt: whole?.aliveAt });
  expect(killed).toMatchObject({ attempt: 'att_KILLED', endedAt: undefined });
  expect(whole?.startedAt).toBeGreaterThan(1_000);
});

it('a line that no task wrote is no part of a ledger', () => {
  expect(() => readExecutions('something else\n', 0)).toThrow('no task wrote');
});
