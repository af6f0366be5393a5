import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assignment } from '@carillon/protocol/grpc';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal } from './journal.ts';
import type { Reserve } from './reserve.ts';

const noReserve: Reserve = { within: (write) => write(), refill: () => undefined };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'carillon-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const idOf = (number: number): string => `01890000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const entry = (number: number) => ({ attemptId: idOf(number), fence: BigInt(number) }) as Assignment;

it('knows what an earlier life of the worker began and what it gave back', () => {
  const first = openJournal(directory, noReserve);
  first.append([entry(1), entry(2)], 'begun');
  first.append([entry(2)], 'returned');
  first.close();
  const second = openJournal(directory, noReserve);
  expect([1, 2, 3].map((number) => second.get(idOf(number)))).toEqual(['begun', 'returned', undefined]);
  second.close();
});

it('stays bounded and knows the newest', () => {
  const journal = openJournal(directory, noReserve);
  for (let n = 0; n < 300; n++)
    journal.append(
      Array.from({ length: 1_000 }, (_, at) => entry(n * 1_000 + at)),
      'begun',
    );
  expect(readdirSync(directory).sort()).toEqual(['journal', 'journal.1']);
  expect([0, 250_000, 299_999].map((number) => journal.get(idOf(number)))).toEqual([undefined, 'begun', 'begun']);
  journal.close();
});
