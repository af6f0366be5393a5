import { describe, expect, it } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import {
  auditHash,
  chainProblemText,
  createChainCheck,
  formatCheckpoint,
  GENESIS_HASH,
  parseCheckpoint,
} from './chain.ts';

function chainOf(count: number): AuditRecord[] {
  const chain: AuditRecord[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const content = {
      seq,
      at: `2026-11-21T08:00:0${seq}.000Z`,
      tenant: 'default',
      actor: 'admin',
      via: 'token' as const,
      action: 'secret.set',
      object: { kind: 'secret', name: 'dwh' },
      outcome: 'done' as const,
      after: { version: seq },
      previousHash: chain.at(-1)?.hash ?? GENESIS_HASH,
    };
    chain.push({ ...content, hash: auditHash(content) });
  }
  return chain;
}

function problemsOf(records: readonly AuditRecord[], checkpoint?: { seq: number; hash: string }): string[] {
  const check = createChainCheck(checkpoint);
  const problems = records.map((record) => check.take(record));
  return [...problems, check.end()].filter((problem) => problem !== undefined).map(chainProblemText);
}

const chain = chainOf(5);
const at = (n: number): AuditRecord => chain.at(n - 1) as AuditRecord;

describe('the chain of the audit', () => {
  it('is whole as it was written', () => {
    expect(problemsOf(chain)).toEqual([]);
    expect(problemsOf(chain, { seq: 3, hash: at(3).hash })).toEqual([]);
  });
  it('covers the order of fields no more than canonical JSON does', () => {
    const turned = Object.fromEntries(Object.entries(at(2)).reverse()) as unknown as AuditRecord;
    expect(problemsOf([at(1), turned])).toEqual([]);
  });
  it.each([
    ['an edit', [at(1), { ...at(2), actor: 'somebody' }, at(3)], ['row 2 was changed after it was written']],
    ['a gap', [at(1), at(3)], ['rows 2 to 2 are missing']],
    ['a cut front', chain.slice(1), ['rows 1 to 1 are missing']],
    ['another order', [at(1), at(3), at(2)], ['rows 2 to 2 are missing', 'row 2 stands behind row 3']],
    ['a repetition', [at(1), at(1)], ['row 1 stands behind row 1']],
  ])('shows %s', (_what, records, problems) => {
    expect(problemsOf(records)).toEqual(problems);
  });
  it('shows an edit whose own hash was made anew at the row after it', () => {
    const edited = { ...at(2), actor: 'somebody' };
    const { hash: _, ...content } = edited;
    expect(problemsOf([at(1), { ...edited, hash: auditHash(content) }, at(3)])).toEqual([
      'row 3 does not follow the row before it',
    ]);
  });
  it('shows a cut end and a chain that was written anew against a checkpoint', () => {
    const checkpoint = { seq: 5, hash: at(5).hash };
    expect(problemsOf(chain.slice(0, 4), checkpoint)).toEqual([
      'the chain ends at row 4, before row 5 of the checkpoint: its end was cut off',
    ]);
    const anew = chainOf(5).map((record) => record);
    expect(problemsOf(anew, { seq: 5, hash: at(4).hash })).toEqual([
      'row 5 is not the one of the checkpoint: the chain was written anew',
    ]);
  });
  it('writes checkpoints as text and back', () => {
    const checkpoint = { seq: 42, hash: at(1).hash };
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
    expect(parseCheckpoint('42:abc')).toBeUndefined();
  });
});
