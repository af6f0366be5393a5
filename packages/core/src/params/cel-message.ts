/** What the CEL library says, in our words where we know them: its sentences stay behind a lead of ours otherwise. */
import { type Said, said } from '../said.ts';

/** What comes from data is as long as the data. */
const cut = (value: string): string => value.slice(0, 64);

const KNOWN: readonly (readonly [RegExp, (...parts: readonly string[]) => Said])[] = [
  [/^Unknown variable: (\w+)$/, (name) => said`unknown variable: ${name}`],
  [/^found no matching overload for '(.+)'$/, (call) => said`found no matching overload for '${call}'`],
  [/^No such key: (.+)$/, (key) => said`no such key: ${cut(key)}`],
  [/^Unexpected token: (\S+)$/, (token) => said`unexpected token: ${token}`],
  [/^Expected (\S+), got (\S+)$/, (wanted, found) => said`expected ${wanted}, got ${found}`],
  [/^Unexpected character: (.+)$/, (character) => said`unexpected character: ${character}`],
  [/^Unterminated string$/, () => said`unterminated string`],
  [/^division by zero$/, () => said`division by zero`],
  [/^modulo by zero$/, () => said`modulo by zero`],
  [/^integer overflow: (.+)$/, (value) => said`integer overflow: ${cut(value)}`],
  [
    /index out of bounds, index (-?\d+) >= size 0/,
    (at) => said`the list has no item at ${at}, it is empty; the first is at 0`,
  ],
  [
    /index out of bounds, index (-?\d+) >= size (\d+)/,
    (at, size) => said`the list has no item at ${at}, the last is at ${Number(size) - 1}; the first is at 0`,
  ],
  [/index out of bounds, index (-?\d+) < 0/, (at) => said`the list has no item at ${at}; the first is at 0`],
];

export function celMessage(summary: string): Said {
  for (const [pattern, sentence] of KNOWN) {
    const [, ...parts] = pattern.exec(summary) ?? [];
    if (pattern.test(summary)) return sentence(...parts);
  }
  return said`${summary.charAt(0).toLowerCase() + summary.slice(1)}`;
}
