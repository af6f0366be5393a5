/** Schedules of files and flags, compiled here: with the calendars of the same files and the built-in ones. */
import {
  type CalendarDocument,
  type CalendarTables,
  calendarNames,
  compileSchedule,
  findScheduleProblems,
  type Said,
  type Schedule,
  type ScheduleDocument,
  schedulesOf,
} from '@carillon/core';
import { checkSchedule, type Finding, hasErrors, loadDocuments } from '@carillon/spec';
import { CommandError, usageError } from '../../command-error.ts';
import { countText, findingText } from '../../documents/print-findings.ts';
import { readDocuments, type SourceSet } from '../../documents/read-documents.ts';
import { EXIT } from '../../exit-codes.ts';
import { colorsFor } from '../../output/paint.ts';
import { suggestFrom } from '../../suggest.ts';
import type { Terminal } from '../../terminal.ts';

export interface LocalSchedule {
  /** Undefined for one that stands in flags. */
  readonly workflow: string | undefined;
  readonly name: string;
  readonly schedule: Schedule;
}

interface Definition {
  readonly project: string;
  readonly workflow: string | undefined;
  readonly name: string;
  readonly definition: ScheduleDocument;
}

/** @param definition the one that stands in flags; files give calendars alone then */
export async function localSchedules(
  paths: readonly string[],
  definition: ScheduleDocument | undefined,
  terminal: Terminal,
): Promise<readonly LocalSchedule[]> {
  const sources = paths.length === 0 ? NOTHING : await readDocuments(paths, terminal);
  const { workflows, calendars, findings } = loadDocuments(sources.documents, sources.files);
  if (hasErrors(findings)) throw refused(findings, sources, terminal);
  const definitions = definition
    ? [checked(definition)]
    : workflows.flatMap(({ document }) =>
        schedulesOf(document).map(([name, schedule]) => ({
          project: document.project,
          workflow: document.name,
          name,
          definition: { ...schedule, timezone: schedule.timezone ?? document.timezone ?? 'UTC' },
        })),
      );
  if (definitions.length === 0)
    throw usageError(`there is no schedule in ${paths.join(', ')}`, 'give one with --cron, --every, --at …');
  const tablesOf = await calendarFinder(
    definitions,
    calendars.map(({ document }) => document),
  );
  return definitions.map((one) => ({ workflow: one.workflow, name: one.name, schedule: compiled(one, tablesOf(one)) }));
}

const NOTHING: SourceSet = { documents: [], files: {} };

/** Those of files that are named: by the workflow, the schedule, or both as `workflow/schedule`. */
export async function chosen(
  all: readonly LocalSchedule[],
  wanted: string | undefined,
): Promise<readonly LocalSchedule[]> {
  if (wanted === undefined) return all;
  const fullName = ({ workflow, name }: LocalSchedule) => `${workflow}/${name}`;
  const found = all.filter((one) => [one.name, one.workflow, fullName(one)].includes(wanted));
  if (found.length > 0) return found;
  const names = all.flatMap((one) => (wanted.includes('/') ? [fullName(one)] : [one.workflow ?? [], one.name].flat()));
  throw usageError(`there is no schedule '${wanted}' in the files`, await suggestFrom(wanted, [...new Set(names)]));
}

/** @throws CommandError naming the flag */
function checked(definition: ScheduleDocument): Definition {
  const { definition: valid, findings } = checkSchedule(definition as never);
  const [finding] = findings.filter(({ severity }) => severity === 'error');
  if (valid) return { project: 'default', workflow: undefined, name: 'preview', definition: valid };
  throw new CommandError(`${flagOf(finding?.pointer)}: ${finding?.message}`, {
    exitCode: EXIT.invalidDefinition,
    hint: finding?.hint,
  });
}

/** `/dst/gap` is what `--dst-gap` gave. */
const flagOf = (pointer = ''): string => {
  const [field = 'schedule', part] = pointer.split('/').slice(1);
  return field === 'dst' && part !== undefined ? `--dst-${part}` : `--${field}`;
};

function refused(findings: readonly Finding[], sources: SourceSet, terminal: Terminal): CommandError {
  const colors = colorsFor(terminal, terminal.isErrTty);
  for (const finding of findings) terminal.err(`${findingText(finding, sources.documents, colors)}\n`);
  return new CommandError(countText(findings), { exitCode: EXIT.invalidDefinition });
}

/** The data of holidays is loaded only for those who need a calendar. */
async function calendarFinder(
  definitions: readonly Definition[],
  given: readonly CalendarDocument[],
): Promise<(of: Definition) => CalendarTables> {
  if (definitions.every(({ definition }) => calendarNames(definition).length === 0)) return () => new Map();
  const { linkCalendars } = await import('@carillon/spec/calendars');
  const links = await linkCalendars({ given, live: [] });
  const [fault] = links.problems;
  if (fault !== undefined)
    throw badCalendar(`calendar ${fault.document.name}: ${String(fault.problem.message)}`, fault.problem.hint);
  return ({ project, definition }) =>
    new Map(
      calendarNames(definition).map((name) => {
        const found = links.find(project, name);
        if (!found) throw badCalendar(`there is no calendar "${name}"`, links.hintFor(project, name));
        return [name, found.table];
      }),
    );
}

const badCalendar = (message: string, hint: Said | undefined): CommandError =>
  new CommandError(message, { exitCode: EXIT.invalidDefinition, hint: hint?.toString() });

function compiled({ project, workflow, name, definition }: Definition, calendars: CalendarTables): Schedule {
  const fault = findScheduleProblems(definition, calendars).find(({ severity }) => severity === 'error');
  if (fault) {
    const place = workflow === undefined ? `--${fault.field}` : `${workflow}/${name}: ${fault.field}`;
    throw new CommandError(`${place}: ${String(fault.message)}`, {
      exitCode: EXIT.invalidDefinition,
      hint: fault.hint?.toString(),
    });
  }
  const key = workflow === undefined ? name : `${project}/${workflow}/${name}`;
  return compileSchedule(definition, { key, calendars });
}
