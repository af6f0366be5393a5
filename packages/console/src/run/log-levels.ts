/** How grave a line says it is, where it says so: one that is structured, or begins with a level. */
import { plainText } from './ansi.ts';
import type { LogLine, LogStream } from './log-lines.ts';

/** From the least on. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const isLogLevel = (text: string | undefined): text is LogLevel => LOG_LEVELS.some((known) => known === text);

const NAMES: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  err: 'error',
  error: 'error',
  severe: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
  // As pino and bunyan write them.
  10: 'debug',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'error',
};
const WORDS = Object.keys(NAMES)
  .filter((name) => /\D/.test(name))
  .join('|');
/** Behind dates, times and brackets. */
const LEADING = new RegExp(`^[\\s\\d[\\]()<>|:.,+/TZ-]*(?<![a-z])(${WORDS})\\b`, 'i');
/** `"level": "warn"` of JSON, `level=warn` of key-value pairs. */
const FIELD = /(?:^|[\s,{])"?(?:level|severity|lvl)"?\s*[:=]\s*"?(\w{1,10})/i;
/** What a runtime writes that gives up: `Traceback (most recent call last):`, `java.io.IOException: gone`. */
const GAVE_UP = /^(?:Traceback\b|Exception in\b|panic:|[\w.$]*(?:Error|Exception)\b.*:)/;
const TRACEBACK = /^Traceback\b/;
/** Of a traceback; its exception stands at the margin again. */
const FRAME = /^\s/;
/** A level stands near the beginning, whatever a line goes on with. */
const LOOKED_AT = 400;

export function levelOf(text: string): LogLevel | undefined {
  const beginning = plainText(text.slice(0, LOOKED_AT));
  const name = LEADING.exec(beginning)?.[1] ?? FIELD.exec(beginning)?.[1];
  const said = name === undefined ? undefined : NAMES[name.toLowerCase()];
  return said ?? (GAVE_UP.test(beginning) ? 'error' : undefined);
}

/** Those that say this level or a graver one. What says none, such as a stack, belongs to what its stream said before. */
export function linesFrom(lines: readonly LogLine[], level: LogLevel | undefined): readonly LogLine[] {
  if (level === undefined) return lines;
  const least = LOG_LEVELS.indexOf(level);
  const last = new Map<LogStream, number>();
  const tracebacks = new Set<LogStream>();
  return lines.filter(({ stream, text }) => {
    const isFrame = tracebacks.has(stream) && FRAME.test(text);
    if (TRACEBACK.test(text)) tracebacks.add(stream);
    else if (!isFrame) tracebacks.delete(stream);
    // The code that a frame quotes may begin with a level.
    const said = isFrame ? undefined : levelOf(text);
    const found = said === undefined ? (last.get(stream) ?? -1) : LOG_LEVELS.indexOf(said);
    last.set(stream, found);
    return found >= least;
  });
}
