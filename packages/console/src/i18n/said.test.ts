import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saidZhCn } from './zh-cn/said.ts';

const PACKAGES = new URL('../../..', import.meta.url).pathname;
const SERVERS = ['api', 'core', 'scheduler', 'store'];

/** Texts of the template literals behind the tag, with their gaps numbered. */
function* saidIn(code: string): Generator<string> {
  for (const { index } of code.matchAll(/\bsaid`/g)) yield textAt(code, index + 'said`'.length);
}

function textAt(code: string, start: number): string {
  let text = '';
  let gaps = 0;
  for (let at = start; code[at] !== '`'; at++) {
    if (code.startsWith('${', at)) {
      text += `{${gaps++}}`;
      at = endOfGap(code, at + 2);
    } else {
      if (code[at] === '\\') at++;
      text += code[at] ?? '';
    }
  }
  return text;
}

/** Of the brace that closes it. */
function endOfGap(code: string, start: number): number {
  let open = 1;
  let at = start;
  for (; open > 0; at++) open += code[at] === '{' ? 1 : code[at] === '}' ? -1 : 0;
  return at - 1;
}

const sources = SERVERS.flatMap((name) => {
  const directory = join(PACKAGES, name, 'src');
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(directory, file));
});
const said = new Set(sources.flatMap((file) => [...saidIn(readFileSync(file, 'utf8'))]));
const isFrame = (text: string): boolean => !/\p{L}/u.test(text.replace(/\{\d+\}/g, ''));
const gapsOf = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([gap]) => gap).sort();

describe('what servers say', () => {
  it('can be said in Chinese, every sentence', () => {
    expect(said.size).toBeGreaterThan(200);
    expect([...said].filter((text) => !isFrame(text) && !Object.hasOwn(saidZhCn, text))).toEqual([]);
  });

  it('is all that the table has', () => {
    expect(Object.keys(saidZhCn).filter((text) => !said.has(text))).toEqual([]);
  });

  it('keeps its values', () => {
    for (const [text, chinese] of Object.entries(saidZhCn)) expect(gapsOf(chinese), text).toEqual(gapsOf(text));
  });
});
