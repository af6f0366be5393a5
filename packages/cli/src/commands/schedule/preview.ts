/** When a schedule fires, told without a server: by the same code that fires it there. */
import { type FiringPreview, momentIn, previewFirings, type ScheduleDocument, zoneNameOf } from '@carillon/core';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { CommandError, usageError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { positiveInteger } from '../../options.ts';
import { FORMATS, type OutputFlags, printList, type View } from '../../output/view.ts';
import { type DefinitionFlags, definitionOf, definitionOptions } from './definition-flags.ts';
import { chosen, type LocalSchedule, localSchedules } from './local-schedules.ts';

interface Flags extends DefinitionFlags, OutputFlags {
  readonly schedule?: string;
  readonly from?: string;
  readonly until?: string;
  readonly count: number;
}

/** The contract of `-o json`. The names stand there where a file has several schedules. */
interface Firing extends Pick<FiringPreview, 'logicalTime' | 'localTime' | 'notes' | 'held'> {
  readonly workflow?: string;
  readonly schedule?: string;
  /** Where it is not the logical time. */
  readonly startsAt?: string;
}

const firingView: View<Firing> = {
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
      const schedules = await chosen(await localSchedules(files, definition, terminal), flags.schedule);
      const isOne = schedules.length === 1;
      const firings = schedules.flatMap((one) => firingsOf(one, flags, terminal.now(), isOne));
      if (firings.length === 0) throw nothingFires(schedules, flags, terminal.now());
      firings.sort((a, b) => (a.logicalTime < b.logicalTime ? -1 : a.logicalTime > b.logicalTime ? 1 : 0));
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

function firingsOf(one: LocalSchedule, flags: Flags, now: number, isOne: boolean): readonly Firing[] {
  const range = rangeOf(one, flags, now);
  const names = isOne || one.workflow === undefined ? {} : { workflow: one.workflow, schedule: one.name };
  return previewFirings(one.schedule, { ...range, count: flags.count }).map(
    ({ logicalTime, localTime, startsAt, held, notes }) => ({
      ...names,
      logicalTime,
      localTime,
      ...(startsAt !== logicalTime && { startsAt }),
      ...(held && { held }),
      notes,
    }),
  );
}

function rangeOf({ schedule }: LocalSchedule, { from, until }: Flags, now: number) {
  const zone = zoneNameOf(schedule.definition);
  const momentOf = (flag: string, text: string): number => {
    const moment = momentIn(text, zone);
    if (moment !== undefined) return moment;
    throw usageError(
      `--${flag}: '${text}' is no moment of ${zone}`,
      'write 2026-05-09, 2026-05-09T08:00 or an instant with Z',
    );
  };
  const start = from === undefined ? now : momentOf('from', from);
  if (until === undefined) return { from: start };
  const end = momentOf('until', until);
  if (end < start) throw usageError(`--until ${until} is before --from ${from ?? 'now'}`);
  return { from: start, until: end };
}

function nothingFires(schedules: readonly LocalSchedule[], flags: Flags, now: number): CommandError {
  const after = schedules.flatMap((one) => {
    const { from, until } = rangeOf(one, flags, now);
    return one.schedule.next(until ?? from)?.at ?? [];
  });
  const before = schedules.flatMap((one) => one.schedule.previous(rangeOf(one, flags, now).from)?.at ?? []);
  const range = [`from ${flags.from ?? 'now on'}`, flags.until && `until ${flags.until}`].filter(Boolean).join(' ');
  return new CommandError(`nothing fires ${range}`, {
    exitCode: EXIT.invalidDefinition,
    hint:
      after.length > 0
        ? `the next firing is at ${new Date(Math.min(...after)).toISOString()}`
        : before.length > 0
          ? `the last firing was at ${new Date(Math.max(...before)).toISOString()}`
          : undefined,
  });
}
