import { createLogger, type Logger, type LogLevel } from '@carillon/runtime';

/** For people where a person watches, JSON where a program does, unless told. */
export function openLog(
  name: string,
  config: { readonly logLevel: LogLevel | undefined; readonly logFormat: 'json' | 'pretty' | undefined },
  usualLevel: LogLevel,
): Logger {
  const isPretty = config.logFormat === undefined ? process.stderr.isTTY === true : config.logFormat === 'pretty';
  return createLogger({ name, level: config.logLevel ?? usualLevel, pretty: isPretty });
}
