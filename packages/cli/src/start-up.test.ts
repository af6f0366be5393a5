/** What a command costs before it does anything is what it imports: a client that loads schemas or the engine starts late. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- a script without types
import { importsOf } from '../../../tools/check-imports.mjs';
import { COMMANDS } from './commands/table.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SOURCE = path.join(import.meta.dirname);

/** Of `@carillon/core/units` the file, by what its package exports. */
function ownFile(name: string): string | undefined {
  const [, folder = '', rest] = /^@carillon\/([^/]+)(?:\/(.*))?$/.exec(name) ?? [];
  if (folder === '') return undefined;
  const home = path.join(ROOT, folder === 'sdk' ? 'sdk/typescript' : `packages/${folder}`);
  const { exports } = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as {
    exports: Record<string, { '@carillon/source': string }>;
  };
  return path.join(home, exports[rest === undefined ? '.' : `./${rest}`]?.['@carillon/source'] ?? 'missing');
}

/** Files and libraries that are loaded with these files, as paths from the root and names. */
function loadedBy(...entries: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const queue = entries.map((entry) => path.join(SOURCE, entry));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const shown = path.relative(ROOT, file);
    if (loaded.has(shown)) continue;
    loaded.add(shown);
    for (const { name, isLazy } of importsOf(readFileSync(file, 'utf8')) as { name: string; isLazy: boolean }[]) {
      if (isLazy || name.startsWith('node:')) continue;
      const target = name.startsWith('.') ? path.join(path.dirname(file), name) : ownFile(name);
      if (target === undefined) loaded.add(name);
      else queue.push(target);
    }
  }
  return loaded;
}

const librariesOf = (loaded: ReadonlySet<string>): readonly string[] =>
  [...loaded].filter((name) => !existsSync(path.join(ROOT, name))).toSorted();

const fileOf = (words: string): string => {
  const file = `commands/${words.replace(' ', '/')}.ts`;
  return words === '__complete' ? 'commands/complete.ts' : file;
};

describe('starting the program', () => {
  it('loads nothing but what reads the command line', () => {
    const loaded = loadedBy('index.ts');
    expect(librariesOf(loaded)).toEqual(['commander']);
    expect([...loaded].filter((file) => !file.startsWith('packages/cli/') && file !== 'commander')).toEqual([]);
  });

  it.each(COMMANDS.map(({ words }) => words))(
    'with `%s` loads no schema, no engine and no reader of YAML before it has something to do for them',
    (words) => {
      const loaded = loadedBy('index.ts', 'connection/connect.ts', 'report-failure.ts', fileOf(words));
      expect(librariesOf(loaded).filter((name) => ['typebox', 'yaml'].includes(name))).toEqual([]);
      const whole = ['packages/core/src/index.ts', 'packages/protocol/src/index.ts', 'packages/spec/src/index.ts'];
      expect(whole.filter((index) => loaded.has(index))).toEqual([]);
    },
  );
});
