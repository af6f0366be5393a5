import { describe, expect, it } from 'vitest';
import { clockVerdict } from './clock-verdict.ts';

const verdict = (servers: number, witnesses: number, agreeing: number) =>
  clockVerdict({ stepMs: 3_600_000, servers, witnesses, agreeing });

describe('a step of the store’s clock', () => {
  it.each([
    ['the first of three that looked agrees', 3, 1, 1, 'halted'],
    ['two of three agree, as after the resume of a suspended machine', 3, 2, 2, 'agreed'],
    ['two of four agree', 4, 4, 2, 'halted'],
    ['nobody of three agrees', 3, 3, 0, 'halted'],
    ['the only server does not agree', 1, 1, 0, 'told'],
    ['the only server agrees', 1, 1, 1, 'agreed'],
    ['one of two agrees', 2, 2, 1, 'told'],
    ['a third server came after it was noticed', 2, 3, 0, 'halted'],
    ['two of three went away, and the last one agrees', 3, 1, 1, 'halted'],
  ] as const)('where %s', (_, servers, witnesses, agreeing, expected) => {
    expect(verdict(servers, witnesses, agreeing)).toBe(expected);
  });
});
