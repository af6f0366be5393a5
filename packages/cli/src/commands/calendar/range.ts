/** The dates that the commands of calendars are asked for. */
import type { CalendarRange } from '@carillon/sdk';
import type { Command } from 'commander';
import { usageError } from '../../command-error.ts';
import type { Terminal } from '../../terminal.ts';

export interface RangeFlags {
  readonly month?: string;
  readonly year?: string;
  readonly from?: string;
  readonly to?: string;
}

export function rangeOptions(command: Command): Command {
  return command
    .option('--month <month>', 'of this month, as 2026-05')
    .option('--year <year>', 'of this year')
    .option('--from <date>', 'from this date on')
    .option('--to <date>', 'up to this date, included');
}

/** @param usual what is meant where nothing is given: the month or the year of today */
export function rangeOf(flags: RangeFlags, usual: 'month' | 'year', terminal: Pick<Terminal, 'now'>): CalendarRange {
  const { month, year, from, to } = flags;
  if ([month, year, from ?? to].filter((flag) => flag !== undefined).length > 1)
    throw usageError('--month, --year and --from with --to are three ways to say which days', 'give one of them');
  if (from !== undefined || to !== undefined) return { from, to };
  const today = new Date(terminal.now()).toISOString();
  if (year !== undefined || (month === undefined && usual === 'year')) return wholeYear(year ?? today.slice(0, 4));
  return wholeMonth(month ?? today.slice(0, 7));
}

function wholeYear(year: string): CalendarRange {
  if (!/^\d{4}$/.test(year)) throw usageError(`--year: '${year}' is no year`);
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

function wholeMonth(month: string): CalendarRange {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw usageError(`--month: '${month}' is no month`, 'write it as 2026-05');
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${last}` };
}
