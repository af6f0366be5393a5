/** What a browser has to load before it can draw: sizes that grow fail here, not at somebody's desk. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const BUNDLE = path.resolve(import.meta.dirname, '../../packages/console/dist');
const ASSETS = path.join(BUNDLE, 'assets');
/** Compressed; 1 kB is 1 000 bytes. */
const ENTRY_LIMIT = 220_000;
const ROUTE_LIMIT = 150_000;
/** Of a direct link, with the thread that reads texts; the graph follows. */
const EDITOR_LIMIT = 450_000;

const textOf = (file: string): string => readFileSync(path.join(ASSETS, file), 'utf8');
const sizeOf = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(textOf(file)).length, 0);

/** A chunk with all that it imports before it runs. */
function closureOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, imported] of textOf(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
    if (imported !== undefined) closureOf(imported, found);
  return found;
}

const entry = /src="\/assets\/([\w.-]+\.js)"/.exec(readFileSync(path.join(BUNDLE, 'index.html'), 'utf8'))?.[1] ?? '';
const first = closureOf(entry);
const isEditor = (file: string): boolean => /^(editor-page|language-worker)-[\w-]+\.js$/.test(file);
const editor = readdirSync(ASSETS).filter(isEditor);
const pages = readdirSync(ASSETS).filter(
  (file) => /-(page|list)-[\w-]+\.js$/.test(file) && !first.has(file) && !isEditor(file),
);

describe('the bundle of the console', () => {
  it('starts with little', () => {
    expect(sizeOf(first)).toBeLessThanOrEqual(ENTRY_LIMIT);
  });

  it('has pages of its own', () => {
    expect(pages.length).toBeGreaterThanOrEqual(8);
  });

  it('adds no more for the editor than it is worth', () => {
    expect(editor).toHaveLength(2);
    const files = new Set(editor.flatMap((file) => [...closureOf(file)]));
    expect(sizeOf([...files].filter((file) => !first.has(file)))).toBeLessThanOrEqual(EDITOR_LIMIT);
  });

  it.each(pages)('adds little for %s', (page) => {
    expect(sizeOf([...closureOf(page)].filter((file) => !first.has(file)))).toBeLessThanOrEqual(ROUTE_LIMIT);
  });
});
