import { type AuditCheckpoint, type AuditRecord, auditHash, GENESIS_HASH } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { type ChainSource, checkChain } from './check-chain.ts';

function chainOf(count: number): AuditRecord[] {
  const chain: AuditRecord[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const content = {
      seq,
      at: '2026-11-21T08:00:00.000Z',
      tenant: 'default',
      actor: 'admin',
      via: 'session' as const,
      action: 'run.stop',
      object: { kind: 'run' },
      outcome: 'done' as const,
      previousHash: chain.at(-1)?.hash ?? GENESIS_HASH,
    };
    chain.push({ ...content, hash: auditHash(content) });
  }
  return chain;
}

const chain = chainOf(5);
const headOf = (rows: readonly AuditRecord[]): AuditCheckpoint => {
  const { seq, hash } = rows.at(-1) as AuditRecord;
  return { seq, hash };
};
/** Two rows a page. */
const sourceOf = (rows: readonly AuditRecord[], head = headOf(rows)): ChainSource => ({
  head: async () => head,
  page: async (cursor = '0') => {
    const from = Number(cursor);
    const more = from + 2 < rows.length ? { nextCursor: String(from + 2) } : {};
    return { items: rows.slice(from, from + 2), ...more };
  },
});

describe('the check of the chain', () => {
  it('finds a whole chain whole, telling how far it is', async () => {
    const progress: string[] = [];
    const verdict = await checkChain(sourceOf(chain), headOf(chain.slice(0, 3)), (read, of) =>
      progress.push(`${read}/${of}`),
    );
    expect(verdict).toEqual({ problems: [], reached: headOf(chain) });
    expect(progress).toEqual(['2/5', '4/5', '5/5']);
  });

  it('says which row was changed, once', async () => {
    const edited = chain.map((row) => (row.seq === 2 ? { ...row, actor: 'eve' } : row));
    const { problems } = await checkChain(sourceOf(edited), headOf(chain), () => undefined);
    expect(problems).toEqual([{ code: 'edited', seq: 2 }]);
  });

  it('sees a cut end against what was kept, though the head was cut with it', async () => {
    const { problems } = await checkChain(sourceOf(chain.slice(0, 4)), headOf(chain), () => undefined);
    expect(problems).toEqual([{ code: 'cut', seq: 5, last: 4 }]);
  });

  it('tells of no more than can be read', async () => {
    const { problems } = await checkChain(
      sourceOf(chainOf(40).map((row) => ({ ...row, actor: 'eve' }))),
      undefined,
      () => undefined,
    );
    expect(problems).toHaveLength(20);
  });
});
