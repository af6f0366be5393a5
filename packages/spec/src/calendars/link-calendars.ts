/**
 * Calendars that are built from calendars: finds the parts, in the order in which they can be compiled, and
 * compiles what is given and everything that depends on it. A name is looked for in the calendar's own
 * project, then in project `default`, then among the built-in ones.
 */
import { type CalendarDocument, type CalendarTable, didYouMean, type Said, said } from '@carillon/core';
import { hashCalendar } from '../canonical.ts';
import type { DocumentPath, Problem } from '../finding.ts';
import { builtinDocument } from './builtin-calendars.ts';
import { CalendarError } from './calendar-error.ts';
import { compileCalendar } from './compile-calendar.ts';
import { type HolidayData, loadHolidayData } from './holiday-data.ts';

export interface LinkedCalendar {
  /** Undefined: built in, for all projects. */
  readonly project: string | undefined;
  readonly document: CalendarDocument;
  readonly table: CalendarTable;
  readonly hash: string;
}

export interface CalendarQuestion {
  readonly given: readonly CalendarDocument[];
  /** What is in force where the given ones will be. */
  readonly live: readonly LinkedCalendar[];
  /** Compiles the live ones anew: the data of holidays may have changed. */
  readonly refresh?: boolean;
  /** Names that will be asked for and may be built-in. */
  readonly names?: readonly string[];
}

export interface CalendarLinks {
  /** Those that are not in force as they are: given ones, and those built from them. */
  readonly changed: readonly LinkedCalendar[];
  /** Given documents that cannot be compiled, or with which another one no longer could. */
  readonly problems: readonly CalendarProblem[];
  has(project: string, name: string): boolean;
  /** What a schedule or calendar of the project finds under the name. @throws CalendarError for one with a problem */
  find(project: string, name: string): LinkedCalendar | undefined;
  /** For a name that nothing has. */
  hintFor(project: string, name: string): Said;
}

export interface CalendarProblem {
  readonly document: CalendarDocument;
  readonly problem: Problem;
}

const PART_FIELDS = ['union', 'intersection', 'minus'] as const;
/** Candidates for a name that is nearly a built-in one. */
const WELL_KNOWN = ['cn', 'us', 'de', 'gb', 'fr', 'jp', 'sg', 'hk'].map((country) => `${country}-workdays`);

/** With the data of holidays made ready for what is likely to be compiled. */
export async function linkCalendars(question: CalendarQuestion): Promise<CalendarLinks> {
  const { given, live, refresh, names = [] } = question;
  const mayChange = given.length > 0 || refresh ? live.map(({ document }) => document) : [];
  const documents = [...given, ...mayChange];
  const parts = documents.flatMap((document) => [...partNames(document)].map(({ name }) => name));
  const builtin = [...names, ...parts].flatMap((name) => builtinDocument(name) ?? []);
  const sources = [...documents, ...builtin].flatMap((document) => document.holidays ?? []);
  return linkWith(question, await loadHolidayData(sources));
}

function linkWith({ given, live, refresh = false }: CalendarQuestion, holidays: HolidayData): CalendarLinks {
  const before = new Map(live.map((calendar) => [keyOf(calendar.project, calendar.document.name), calendar]));
  const documents = new Map([...before].map(([key, { document }]) => [key, document]));
  for (const document of given) documents.set(keyOf(document.project, document.name), document);
  const stale = new Set(refresh ? documents.keys() : given.map(({ project, name }) => keyOf(project, name)));
  const linked = new Map<string, LinkedCalendar>();

  /** The key of what a name stands for; the built-in calendar is added when it is the first to be asked for. */
  function resolve(project: string, name: string): string | undefined {
    const builtin = keyOf(undefined, name);
    const found = [keyOf(project, name), keyOf('default', name), builtin].find((key) => documents.has(key));
    if (found !== undefined) return found;
    const document = builtinDocument(name);
    if (!document || !isCompilable(document)) return undefined;
    documents.set(builtin, document);
    return builtin;
  }

  function isCompilable(document: CalendarDocument): boolean {
    try {
      for (const source of document.holidays ?? []) holidays(source);
      return true;
    } catch (error) {
      if (error instanceof CalendarError) return false;
      throw error;
    }
  }

  /** @param path keys of the calendars that are being built from it */
  function link(key: string, path: readonly string[]): LinkedCalendar {
    const known = linked.get(key);
    if (known) return known;
    const document = documents.get(key) as CalendarDocument;
    const parts = partsOf(key, document, [...path, key]);
    const old = before.get(key);
    const isAsBefore = old && !stale.has(key) && [...parts.values()].every((part) => !isChanged(part));
    const result = isAsBefore ? old : compile(key, document, parts);
    linked.set(key, result);
    return result;
  }

  function partsOf(
    key: string,
    document: CalendarDocument,
    path: readonly string[],
  ): ReadonlyMap<string, LinkedCalendar> {
    const parts = new Map<string, LinkedCalendar>();
    for (const { at, name } of partNames(document)) {
      const part = resolve(document.project, name);
      if (part === undefined)
        throw new CalendarError(
          at,
          said`there is no calendar "${name}"`,
          hintFor(document.project, name),
          'VALIDATION_REFERENCE',
        );
      if (path.includes(part)) throw cycleError(at, [...path.slice(path.indexOf(part)), part]);
      parts.set(
        name,
        under(at, part, () => link(part, path)),
      );
    }
    return parts;
  }

  function compile(
    key: string,
    document: CalendarDocument,
    parts: ReadonlyMap<string, LinkedCalendar>,
  ): LinkedCalendar {
    const tables = new Map([...parts].map(([name, part]) => [name, part.table]));
    const table = compileCalendar(document, { tables, holidays });
    const project = key === keyOf(undefined, document.name) ? undefined : document.project;
    return { project, document, table, hash: hashCalendar(document, table) };
  }

  const isChanged = (calendar: LinkedCalendar): boolean =>
    before.get(keyOf(calendar.project, calendar.document.name))?.hash !== calendar.hash;

  function hintFor(project: string, name: string): Said {
    const names = [...documents.values()].filter((one) => one.project === project || one.project === 'default');
    const near = didYouMean(name, [...names.map((one) => one.name).filter((one) => one !== name), ...WELL_KNOWN]);
    return near ?? said`Apply its document first, or use a built-in one such as cn-workdays or de-by-workdays.`;
  }

  const changed: LinkedCalendar[] = [];
  const problems: CalendarProblem[] = [];
  for (const [key, document] of new Map(documents)) {
    try {
      const result = link(key, []);
      if (isChanged(result)) changed.push(result);
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      problems.push(problemOf(error, document));
    }
  }
  return {
    changed,
    problems,
    has: (project, name) => resolve(project, name) !== undefined,
    find(project, name) {
      const key = resolve(project, name);
      return key === undefined ? undefined : link(key, []);
    },
    hintFor,
  };
}

function keyOf(project: string | undefined, name: string): string {
  return `${project ?? ''}/${name}`;
}

function* partNames(document: CalendarDocument): Generator<{ readonly at: DocumentPath; readonly name: string }> {
  for (const field of PART_FIELDS)
    for (const [i, name] of (document[field] ?? []).entries()) yield { at: [field, i], name };
}

/** What is wrong with a part is told where the part is named. */
function under<T>(at: DocumentPath, part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    const { said: message, hint, code } = error;
    const told = code === 'VALIDATION_CYCLE' ? message : said`${shown(part)} cannot be compiled: ${message}`;
    throw new CalendarError(at, told, hint, code);
  }
}

function cycleError(at: DocumentPath, keys: readonly string[]): CalendarError {
  const message = said`the calendar is built from itself: ${keys.map(shown).join(' → ')}`;
  return new CalendarError(at, message, said`Remove one of them.`, 'VALIDATION_CYCLE');
}

/** Built-in calendars have no project. */
const shown = (key: string): string => key.replace(/^\//, '');

const problemOf = (
  { code, path, said: message, hint }: CalendarError,
  document: CalendarDocument,
): CalendarProblem => ({
  document,
  problem: { code, path, message, hint },
});
