import { describe, expect, it } from 'vitest';
import { levelOf, linesFrom } from './log-levels.ts';
import { appendLog, EMPTY_LOG, linesOf } from './log-lines.ts';

const AT = '2026-11-21T05:00:00.123Z';

describe('the level of a line', () => {
  it.each([
    ['ERROR connection refused', 'error'],
    ['2026-11-21 05:00:00,123 WARNING slow', 'warn'],
    ['[2026-11-21T05:00:00Z] [info] ready', 'info'],
    ['\u001b[31merror\u001b[0m: it broke', 'error'],
    ['{"time":"2026-11-21","level":"debug","msg":"x"}', 'debug'],
    ['{"level":50,"msg":"x"}', 'error'],
    ['ts=1 level=warn msg="slow"', 'warn'],
    ['05:00:00 | FATAL | gone', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['ValueError: no such table', 'error'],
    ['sqlalchemy.exc.OperationalError: (psycopg.OperationalError) gone', 'error'],
    ['Exception in thread "main" java.lang.IllegalStateException', 'error'],
    ['panic: runtime error', 'error'],
    ['an Exception: of which somebody tells', undefined],
    ['no errors were found', undefined],
    ['informed everybody', undefined],
    ['', undefined],
  ])('of %j is %s', (text, level) => {
    expect(levelOf(text)).toBe(level);
  });
});

it('keeps lines from a level on, with what follows them', () => {
  const text = [
    'o INFO open',
    'e ERROR refused',
    'e   at connect',
    'o INFO next',
    's the platform',
    'o WARN slow',
    'o  more',
  ];
  const lines = linesOf(appendLog(EMPTY_LOG, text.map((line) => `${AT} ${line}\n`).join('')));
  const numbers = (level: Parameters<typeof linesFrom>[1]) => linesFrom(lines, level).map(({ number }) => number);
  expect(numbers('error')).toEqual([2, 3]);
  expect(numbers('warn')).toEqual([2, 3, 6, 7]);
  expect(numbers(undefined)).toHaveLength(7);
});

it('keeps a traceback whole, whatever the code of its frames begins with', () => {
  const text = [
    'e INFO open',
    'e Traceback (most recent call last):',
    'o INFO meanwhile',
    'e   File "load.py", line 3, in load',
    'e     info("next", rows)',
    'e ValueError: no such table',
    'e INFO closed',
    'e   more of it',
  ];
  const lines = linesOf(appendLog(EMPTY_LOG, text.map((line) => `${AT} ${line}\n`).join('')));
  expect(linesFrom(lines, 'error').map(({ number }) => number)).toEqual([2, 4, 5, 6]);
});
