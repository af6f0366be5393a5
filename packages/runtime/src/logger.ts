/** Structured logs: JSON lines on standard error, or lines for people where a person watches. */
import { Writable } from 'node:stream';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { errorFields } from './error-fields.ts';
import { prettyLine } from './pretty-line.ts';
import { MASK, redactText, SECRET_FIELDS } from './redaction.ts';

export type Logger = PinoLogger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly name: string;
  readonly level: LogLevel;
  /** Lines for a terminal instead of JSON. */
  readonly pretty?: boolean;
  /** Standard error when absent. */
  readonly destination?: DestinationStream;
}

const STANDARD_ERROR = 2;

export function createLogger(options: LoggerOptions): Logger {
  // Written synchronously: the last lines before a crash are the ones that are needed.
  const raw = options.destination ?? pino.destination({ dest: STANDARD_ERROR, sync: true });
  return pino(
    {
      name: options.name,
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => errorFields(error) },
      redact: { paths: [...SECRET_FIELDS], censor: MASK },
      hooks: { streamWrite: redactText },
    },
    options.pretty ? prettyStream(raw) : raw,
  );
}

function prettyStream(raw: DestinationStream): DestinationStream {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      raw.write(prettyLine(line));
      done();
    },
  });
}
