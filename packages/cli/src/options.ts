/** Options that several commands share, so that they are spelt and explained alike. */
import { parseDuration } from '@carillon/core/units';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ServerFlags } from './connection/discover-server.ts';
import { FORMATS } from './output/view.ts';

export function connectionOptions(command: Command): Command {
  return command
    .option('-s, --server <url>', 'server to talk to (CARILLON_SERVER)')
    .option('--token <token>', 'API token; CARILLON_TOKEN keeps it out of the process list')
    .option('-e, --environment <name>', 'environment (CARILLON_ENVIRONMENT, dev)')
    .option('--context <name>', 'settings of this context (CARILLON_CONTEXT, see `carillon context`)')
    .addOption(new Option('--confirm <context>', 'name of the protected context to change').hideHelp());
}

/** What may be made of JSON before it is printed. */
export function jsonOptions(command: Command): Command {
  const template = new Option('--template <text>', 'this Liquid template, filled with the JSON');
  return command
    .addOption(new Option('--jq <filter>', 'what this jq filter makes of the JSON').implies({ output: 'json' }))
    .addOption(template.implies({ output: 'json' }).conflicts('jq'));
}

export function outputOptions(command: Command, formats: readonly string[] = FORMATS): Command {
  if (formats.includes('json')) jsonOptions(command);
  return command
    .addOption(new Option('-o, --output <format>', 'how to print').choices(formats).default('table'))
    .option('--columns <names>', 'columns of table, wide and csv, separated by commas')
    .option('-q, --quiet', 'ids only')
    .addOption(new Option('--utc', 'times in UTC').conflicts('timeZone'))
    .option('--time-zone <zone>', 'times in this zone');
}

/** Of commands that look at something until it has ended. */
export interface WatchFlags extends ServerFlags {
  readonly output: 'table' | 'json';
  readonly timeout?: number;
}

export function watchOptions(command: Command, json: string): Command {
  return connectionOptions(
    command
      .addOption(new Option('-o, --output <format>', json).choices(['table', 'json']).default('table'))
      .option('--timeout <duration>', 'how long to watch', durationMs),
  );
}

export function projectOption(command: Command): Command {
  return command.option('--project <name>', 'project (CARILLON_PROJECT, default)');
}

/** For an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

export function list(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...value.split(',').map((item) => item.trim())];
}

/** Words of a closed list, separated by commas. */
export function oneOf(what: string, known: readonly string[]) {
  return (value: string, earlier?: readonly string[]): readonly string[] => {
    const all = list(value, earlier);
    const unknown = all.find((word) => !known.includes(word));
    if (unknown === undefined) return all;
    throw new InvalidArgumentError(`There is no ${what} '${unknown}'; there are ${known.join(', ')}.`);
  };
}

export function positiveInteger(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(value);
}

/** How many rows of a list; `all` is without end. */
export function rowLimit(value: string): number {
  if (value === 'all') return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number above 0, or all.');
  return Number(value);
}

export function parallelism(value: string): number {
  if (!/^(?:[1-9]\d?|100)$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
  return Number(value);
}

export function sandboxLevel(value: string): number {
  if (!/^[0-3]$/.test(value)) throw new InvalidArgumentError('It must be 0, 1, 2 or 3.');
  return Number(value);
}

/** A name that people choose. */
export function givenName(value: string): string {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(value))
    throw new InvalidArgumentError(
      'It must begin with a small letter; small letters, digits, - and _ may follow, 63 in all.',
    );
  return value;
}

/** 0 asks for any free port. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return Number(value);
}

/** `30s`, `12h` in milliseconds. */
export function durationMs(value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new InvalidArgumentError('It must be a duration such as 30s, 5m or 12h.');
  return ms;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function logLevelOption(command: Command): Command {
  const option = new Option('--log-level <level>', 'least severe line to log (CARILLON_LOG_LEVEL, info)');
  return command.addOption(option.choices(LOG_LEVELS));
}
