/** When a schedule fires, told without a server: by the same code that fires it there. */
import type { ScheduleDocument } from '@carillon/core';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import { positiveInteger } from '../../options.ts';
import { FORMATS, type OutputFlags, printList, type View } from '../../output/view.ts';
import { type DefinitionFlags, definitionOf, definitionOptions } from './definition-flags.ts';
import type { FiringRange, LocalFiring } from './local-firings.ts';

interface Flags extends DefinitionFlags, OutputFlags, FiringRange {
  readonly schedule?: string;
}

const firingView: View<LocalFiring> = {
  id: ({ logicalTime }) => logicalTime,
  name: ({ logicalTime }) => logicalTime,
  columns: [
    { name: 'schedule', value: ({ workflow, schedule }) => schedule && `${workflow}/${schedule}` },
    { name: 'logical-time', value: ({ logicalTime }) => logicalTime },
    { name: 'local-time', value: ({ localTime }) => localTime },
    { name: 'starts', value: ({ startsAt }) => startsAt },
    { name: 'held-until', value: ({ held }) => held && (held.until ?? 'nobody can say') },
    { name: 'notes', value: ({ notes, held }) => [...notes, held?.reason].filter(Boolean).join(' ') },
  ],
};

export const examples = `
  carillon schedule preview daily-report.yaml --count 20
  carillon schedule preview --cron '30 2 * * *' --timezone Europe/Berlin --from 2026-03-28 --count 3 -o json
  carillon schedule preview --cron '0 9 * * *' --calendar cn-workdays --otherwise next
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .argument('[files...]', 'workflow documents, and calendars; - reads stdin')
    .option('--schedule <name>', 'of the files this one only: workflow, schedule, or workflow/schedule');
  definitionOptions(command)
    .option('--from <time>', 'first moment: an instant, or a time or date of the zone; now where absent')
    .option('--until <time>', 'last moment')
    .option('--count <n>', 'how many of each schedule at most', positiveInteger, 10)
    .addOption(new Option('-o, --output <format>', 'how to print').choices(FORMATS).default('table'))
    .option('--columns <names>', 'columns of table, wide and csv, separated by commas')
    .action(async (files: readonly string[], flags: Flags) => {
      const definition = startedAt(definitionOf(flags), flags.from);
      if (definition === undefined && files.length === 0)
        throw usageError('there is nothing to preview', 'name a file, or give --cron, --every, --at …');
      if (definition !== undefined && flags.schedule !== undefined)
        throw usageError('--schedule chooses from files', 'leave it out, or leave the flags of a schedule out');
      const [{ chosen, localSchedules }, { localFirings }] = await Promise.all([
        import('./local-schedules.ts'),
        import('./local-firings.ts'),
      ]);
      const schedules = await chosen(await localSchedules(files, definition, terminal), flags.schedule);
      const isOne = schedules.length === 1;
      const firings = localFirings(schedules, flags, terminal.now());
      const shown = { ...firingView, columns: firingView.columns.filter(({ name }) => !isOne || name !== 'schedule') };
      await printList(firings, shown, flags, terminal);
    });
};

/** A rule in a flag begins where one looks from, unless it says otherwise: it counts from its start. */
function startedAt(definition: ScheduleDocument | undefined, from: string | undefined): ScheduleDocument | undefined {
  const { rrule, start } = definition ?? {};
  if (rrule === undefined || from === undefined || start !== undefined || /^DTSTART/im.test(rrule)) return definition;
  return { ...definition, start: from };
}
