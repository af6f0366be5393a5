import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { calendarNamed } from '../../workflow-name.ts';
import { type RangeFlags, rangeOf, rangeOptions } from './range.ts';

interface Flags extends ServerFlags, RangeFlags {
  readonly project?: string;
  readonly closed?: boolean;
  readonly output: 'csv' | 'ics';
}

export const examples = `
  carillon calendar export cn-workdays --year 2026 > workdays.csv
  carillon calendar export retail/shop-days --closed -o ics > closed.ics
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  rangeOptions(command.argument('<calendar>', 'name, or project/name; a built-in one such as cn-workdays'))
    .option('--closed', 'the days that are closed in place of those that are open')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['csv', 'ics']).default('csv'));
  connectionOptions(projectOption(command)).action(async (text: string, flags: Flags) => {
    const range = rangeOf(flags, 'year', terminal);
    const { client } = await connect(flags);
    const named = calendarNamed(text, flags.project, terminal);
    const all = await client.calendars.days(named, range);
    const days = all.filter(({ open }) => open === !flags.closed);
    const { daysAsCsv, daysAsIcs } = await import('@carillon/spec/calendars');
    terminal.out(flags.output === 'csv' ? daysAsCsv(days) : daysAsIcs(days, named.name, new Date(terminal.now())));
    const unknown = all.filter(({ open }) => open === null).length;
    if (unknown > 0) terminal.err(`${unknown} days are left out: nothing is known of them\n`);
  });
};
