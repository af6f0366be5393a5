import type { AuditEntry } from '@carillon/core';
import { expect, it } from 'vitest';
import { createAuditWriter } from './audit-writer.ts';

const TENANT = { tenantKey: 1 };
const named = (requestId: string) => ({ requestId }) as AuditEntry;

/** A store that tells what each transaction wrote; the first of them fails when asked to. */
function setUp({ isBroken = false } = {}) {
  const written: (string | undefined)[][] = [];
  const writer = createAuditWriter({
    append: async (_tenant, entries) => {
      written.push(entries.map(({ requestId }) => requestId));
      if (isBroken) throw new Error('away');
    },
  });
  return { writer, written };
}

it('gathers what nobody waits for', async () => {
  const { writer, written } = setUp();
  await Promise.all(['a', 'b', 'c'].map((name) => writer.gather(TENANT, named(name))));
  expect(written).toEqual([['a', 'b', 'c']]);
});

it('writes what is gathered with the next row that somebody waits for', async () => {
  const { writer, written } = setUp();
  const gathered = writer.gather(TENANT, named('a'));
  await writer.write(TENANT, named('b'));
  await gathered;
  expect(written).toEqual([['a', 'b']]);
});

it('lets no row behind when it ends, whoever came while others were written', async () => {
  const { writer, written } = setUp();
  const first = writer.write(TENANT, named('a'));
  void writer.gather(TENANT, named('b'));
  void writer.gather({ tenantKey: 2 }, named('c'));
  await writer.idle();
  await first;
  expect(new Set(written.flat())).toEqual(new Set(['a', 'b', 'c']));
});

it('tells each row of a transaction that it failed, and goes on', async () => {
  const { writer, written } = setUp({ isBroken: true });
  const failed = await Promise.allSettled([writer.gather(TENANT, named('a')), writer.write(TENANT, named('b'))]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(writer.write(TENANT, named('c'))).rejects.toThrow('away');
  expect(written).toEqual([['a', 'b'], ['c']]);
});
