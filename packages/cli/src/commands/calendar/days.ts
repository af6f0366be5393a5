import type { CalendarDay } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { colorsFor } from '../../output/paint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { calendarNamed } from '../../workflow-name.ts';
import { LEGEND, monthGrid } from './month-grid.ts';
import { type RangeFlags, rangeOf, rangeOptions } from './range.ts';
import { dayView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, RangeFlags {
  readonly project?: string;
}

export const examples = `
  carillon calendar days cn-workdays --month 2026-10
  carillon calendar days retail/shop-days --year 2026 -o csv > days.csv
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  rangeOptions(command.argument('<calendar>', 'name, or project/name; a built-in one such as cn-workdays'));
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const range = rangeOf(flags, 'month', terminal);
    const { client } = await connect(flags);
    const days = await client.calendars.days(calendarNamed(text, flags.project, terminal), range);
    const isGrid = (flags.output ?? 'table') === 'table' && !flags.quiet && flags.columns === undefined;
    if (!isGrid) return printList(days, dayView, flags, terminal);
    const colors = colorsFor(terminal, terminal.isOutTty);
    terminal.out(
      months(days)
        .map((month) => monthGrid(month, colors))
        .join('\n'),
    );
    terminal.err(`${LEGEND}\n`);
  });
};

function months(days: readonly CalendarDay[]): readonly (readonly CalendarDay[])[] {
  const byMonth = new Map<string, CalendarDay[]>();
  for (const day of days) {
    const month = day.date.slice(0, 7);
    byMonth.set(month, [...(byMonth.get(month) ?? []), day]);
  }
  return [...byMonth.values()];
}
