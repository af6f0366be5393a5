/** That docs/operations/fault-matrix.md names tests, faults and commands that exist, and says where there are none. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { STORE_FAULTS } from './store-faults.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const text = (file: string): Promise<string> => readFile(path.join(ROOT, file), 'utf8');

let rows: readonly (readonly [fault: string, holds: string, shown: string])[];
let chaos: string;

beforeAll(async () => {
  const lines = (await text('docs/operations/fault-matrix.md')).split('\n').filter((line) => line.startsWith('| '));
  rows = lines.slice(1).map((line) => line.slice(2, -2).split(' | ') as [string, string, string]);
  chaos = await text('tests/chaos/faults.ts');
});

/** Names in back-quotes behind a word, up to the next part of the list. */
const namedBehind = (word: string, shown: string): readonly string[] =>
  shown
    .split(/[;)]/)
    .filter((part) => part.includes(`${word} \``))
    .flatMap((part) =>
      Array.from(part.slice(part.indexOf(`${word} \``)).matchAll(/`([^`]+)`/g), ([, name]) => name ?? ''),
    );

describe('the matrix of faults', () => {
  it('has a row of three columns for each fault, and each says what shows it or that nothing does', () => {
    expect(rows.length).toBeGreaterThan(35);
    for (const row of rows) {
      expect(row).toHaveLength(3);
      expect(row[2]).toMatch(/test `|chaos `|faults `|simulation|`npm run |not shown yet/);
    }
  });

  it('names tests by their files and titles', async () => {
    const named = rows.flatMap(([, , shown]) =>
      Array.from(shown.matchAll(/test `([^`]+)`: \*([^*]+)\*/g), ([, file = '', title = '']) => ({ file, title })),
    );
    expect(named.length).toBeGreaterThan(25);
    for (const { file, title } of named) expect(await text(file), `${file}: ${title}`).toContain(title);
  });

  it('names faults that the attack and the command play', () => {
    for (const [fault, , shown] of rows) {
      for (const name of namedBehind('chaos', shown)) expect(chaos, fault).toContain(`${name}:`);
      for (const name of namedBehind('faults', shown))
        expect([...Object.keys(STORE_FAULTS), 'power_cut', 'rolling_restart', 'rolling_upgrade'], fault).toContain(
          name,
        );
    }
    const shown = rows.flatMap((row) => namedBehind('faults', row[2]));
    expect(Object.keys(STORE_FAULTS).filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('names commands that there are', async () => {
    const { scripts } = JSON.parse(await text('package.json')) as { scripts: Readonly<Record<string, string>> };
    const commands = Array.from((await text('docs/operations/fault-matrix.md')).matchAll(/npm run (?:-s )?([a-z:]+)/g));
    for (const [, name = ''] of commands) expect(Object.keys(scripts)).toContain(name);
  });
});
