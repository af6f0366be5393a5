/** A schedule as flags: the fields of its document, one by one. */
import type { ScheduleDocument } from '@carillon/core';
import { type Command, Option } from 'commander';
import { usageError } from '../../command-error.ts';
import { collect, positiveInteger } from '../../options.ts';

export interface DefinitionFlags {
  readonly cron?: readonly string[];
  readonly every?: string;
  readonly delay?: string;
  readonly at?: readonly string[];
  readonly interval?: string;
  readonly rrule?: string;
  readonly syntax?: 'quartz';
  readonly timezone?: string;
  readonly start?: string;
  readonly end?: string;
  readonly limit?: number;
  readonly jitter?: string;
  readonly calendar?: string;
  readonly otherwise?: 'skip' | 'next' | 'previous';
  readonly freeze?: readonly string[];
  readonly dstGap?: 'after' | 'shift' | 'skip';
  readonly dstOverlap?: 'first' | 'last' | 'both';
}

const KINDS = ['cron', 'every', 'delay', 'at', 'interval', 'rrule'] as const;

export function definitionOptions(command: Command): Command {
  return command
    .option('--cron <pattern>', 'cron pattern of 5 to 7 fields; several make a union', collect)
    .option('--every <duration>', 'fixed rate, as 15m')
    .option('--delay <duration>', 'fixed delay after the run before')
    .option('--at <time>', 'one time; may be repeated', collect)
    .option('--interval <interval>', 'ISO 8601, as R5/2026-01-01T00:00:00Z/P1D')
    .option('--rrule <rule>', 'RFC 5545, as FREQ=WEEKLY;BYDAY=MO')
    .addOption(new Option('--syntax <dialect>', 'of the cron pattern').choices(['quartz']))
    .option('--timezone <zone>', 'zone of the schedule; UTC where absent')
    .option('--start <time>', 'first moment: a date, a local time or an instant')
    .option('--end <time>', 'last moment')
    .option('--limit <n>', 'at most so many times from the start on', positiveInteger)
    .option('--jitter <duration>', 'spread of the starts')
    .option('--calendar <name>', 'fire on its days only, as cn-workdays')
    .addOption(
      new Option('--otherwise <what>', 'what becomes of firings on other days').choices(['skip', 'next', 'previous']),
    )
    .option('--freeze <calendar>', 'calendar whose freeze windows hold firings; may be repeated', collect)
    .addOption(new Option('--dst-gap <policy>', 'of times that the clock skips').choices(['after', 'shift', 'skip']))
    .addOption(
      new Option('--dst-overlap <policy>', 'of times that the clock repeats').choices(['first', 'last', 'both']),
    );
}

/** Undefined where no flag says when. */
export function definitionOf(flags: DefinitionFlags): ScheduleDocument | undefined {
  const [kind, another] = KINDS.filter((name) => flags[name] !== undefined);
  if (kind === undefined) return undefined;
  if (another !== undefined) throw usageError(`--${kind} and --${another} exclude each other`);
  if (flags.otherwise !== undefined && flags.calendar === undefined) throw usageError('--otherwise needs --calendar');
  const { calendar, otherwise, dstGap, dstOverlap, cron, at, freeze, ...plain } = fieldsOf(flags);
  const dst = { ...(dstGap && { gap: dstGap }), ...(dstOverlap && { overlap: dstOverlap }) };
  return {
    ...plain,
    ...(cron && { cron: oneOrAll(cron) }),
    ...(at && { at: oneOrAll(at) }),
    ...(freeze && { freeze: oneOrAll(freeze) }),
    ...(calendar && { calendar: otherwise ? { name: calendar, otherwise } : calendar }),
    ...(Object.keys(dst).length > 0 && { dst }),
  };
}

/** What stands in the flags of a definition, and nothing else that the command has. */
function fieldsOf(flags: DefinitionFlags): DefinitionFlags {
  const { cron, every, delay, at, interval, rrule, syntax, timezone, start, end, limit, jitter } = flags;
  const { calendar, otherwise, freeze, dstGap, dstOverlap } = flags;
  const fields = { cron, every, delay, at, interval, rrule, syntax, timezone, start, end, limit, jitter };
  const all = { ...fields, calendar, otherwise, freeze, dstGap, dstOverlap };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const oneOrAll = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] as string) : values;
