import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calendarSchema, datasetSchema, type JsonSchema, queueSchema, workflowSchema } from '@carillon/spec';
import { allSaidZhCn, ownSaidZhCn } from './zh-cn/all-said.ts';

const PACKAGES = new URL('../../..', import.meta.url).pathname;
const SPEAKERS = ['alerter', 'api', 'core', 'executors', 'scheduler', 'spec', 'store', 'worker'];

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

const sources = SPEAKERS.flatMap((name) => {
  const directory = join(PACKAGES, name, 'src');
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(directory, file));
});
const said = new Set(sources.flatMap((file) => [...saidIn(readFileSync(file, 'utf8'))]));
const isFrame = (text: string): boolean => !/\p{L}/u.test(text.replace(/\{\d+\}/g, ''));
const gapsOf = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([gap]) => gap).sort();

/** Descriptions that findings take for hints: how a text is written, and what a map is. */
function* hintsIn(schema: unknown, seen = new Set<unknown>()): Generator<string> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const { description, pattern, type } = schema as JsonSchema;
  if (typeof description === 'string' && (pattern !== undefined || type === 'object')) yield description;
  for (const part of Object.values(schema)) yield* hintsIn(part, seen);
}

describe('what servers and the checks of documents say', () => {
  it('can be said in Chinese, every sentence', () => {
    expect(said.size).toBeGreaterThan(200);
    expect([...said].filter((text) => !isFrame(text) && !Object.hasOwn(ownSaidZhCn, text))).toEqual([]);
  });

  it('is all that the table has', () => {
    expect(Object.keys(ownSaidZhCn).filter((text) => !said.has(text))).toEqual([]);
  });

  it('has Chinese hints for the fields of documents', () => {
    const hints = [workflowSchema, calendarSchema, datasetSchema, queueSchema].flatMap((schema) => [
      ...hintsIn(schema),
    ]);
    expect(hints.length).toBeGreaterThan(50);
    expect([...new Set(hints)].filter((text) => !Object.hasOwn(allSaidZhCn, text))).toEqual([]);
  });

  it('keeps its values', () => {
    for (const [text, chinese] of Object.entries(ownSaidZhCn)) expect(gapsOf(chinese), text).toEqual(gapsOf(text));
  });
});
