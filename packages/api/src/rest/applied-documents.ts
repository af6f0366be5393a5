/**
 * What documents become: versions of workflows with their first firings, and versions of calendars with all
 * that are built from them. What can only be said with the calendars of the server is said here.
 */
import {
  type CalendarChanges,
  type CalendarTable,
  compileSchedule,
  type NewVersion,
  schedulesOf,
  type WorkflowDocument,
} from '@carillon/core';
import type { ApplyResult } from '@carillon/protocol';
import { calendarReferences, hashVersion, type LoadResult, usesCalendars } from '@carillon/spec';
import { type CalendarLinks, type LinkedCalendar, linkCalendars } from '@carillon/spec/calendars';
import type { ApiContext, Place } from './context.ts';

type Signed = Pick<NewVersion, 'author' | 'message'>;

/** The calendars that documents bring or use, as they will be in force. */
export interface DocumentCalendars {
  readonly basis: string;
  readonly links: CalendarLinks;
  /** Those in force now, by project (none for built-in ones) and name. */
  readonly live: ReadonlyMap<string, LinkedCalendar>;
}

/** Undefined: there are none, and nothing needs to be looked up. */
export async function calendarsOf(
  { calendars }: Pick<ApiContext, 'calendars'>,
  place: Place,
  loaded: LoadResult,
): Promise<DocumentCalendars | undefined> {
  if (!usesCalendars(loaded)) return undefined;
  const inForce = await calendars.live(place);
  const live = inForce.calendars.map(({ project, version }) => ({ project, ...version }));
  const given = loaded.calendars.map(({ document }) => document);
  const names = loaded.workflows.flatMap(({ document }) => [...calendarReferences(document)].map(({ name }) => name));
  return {
    basis: inForce.basis,
    links: await linkCalendars({ given, live, names }),
    live: new Map(live.map((calendar) => [keyOf(calendar), calendar])),
  };
}

/** The new versions, and the built-in calendars that come into use with the workflows. */
export function calendarChanges(
  { basis, links, live }: DocumentCalendars,
  { calendars, workflows }: LoadResult,
  signed: Signed,
): CalendarChanges {
  const given = new Set(calendars.map(({ document }) => keyOf({ project: document.project, document })));
  const names = links.changed.filter((one) => given.has(keyOf(one))).map(keyOf);
  const changed = links.changed.map((one) =>
    given.has(keyOf(one)) ? { ...one, ...signed } : { ...one, ...signed, message: `built from ${names.join(', ')}` },
  );
  const used = workflows.flatMap(({ document }) =>
    [...calendarReferences(document)].flatMap(({ name }) => links.find(document.project, name) ?? []),
  );
  const builtin = new Map(used.filter((one) => one.project === undefined).map((one) => [keyOf(one), one]));
  const added = [...builtin]
    .filter(([key]) => !live.has(key))
    .map(([, one]) => ({ ...one, author: 'carillon', message: '' }));
  return { basis, versions: [...changed, ...added] };
}

/** What an apply does, or would do, to the calendars that were given. */
export function calendarOutcomes({ links, live }: DocumentCalendars, { calendars }: LoadResult): ApplyResult['items'] {
  const changed = new Set(links.changed.map(keyOf));
  return calendars.map(({ document }) => {
    const key = keyOf({ project: document.project, document });
    const before = live.get(key)?.table.version;
    const isChanged = changed.has(key);
    return {
      kind: document.kind,
      project: document.project,
      name: document.name,
      version: (before ?? 0) + (isChanged ? 1 : 0),
      outcome: before === undefined ? 'created' : isChanged ? 'updated' : 'unchanged',
    };
  });
}

export function newVersions(
  { workflows }: LoadResult,
  links: CalendarLinks | undefined,
  signed: Signed,
  now: number,
): NewVersion[] {
  return workflows.map(({ document, files, source }) => ({
    document,
    files,
    source,
    hash: hashVersion(document, files),
    schedules: newSchedules(document, links, now),
    ...signed,
  }));
}

/** A schedule takes its workflow's zone along: the ticker reads nothing but the schedule. */
function newSchedules(
  document: WorkflowDocument,
  links: CalendarLinks | undefined,
  now: number,
): NewVersion['schedules'] {
  const calendars = new Map<string, CalendarTable>();
  for (const { name } of calendarReferences(document)) {
    const found = links?.find(document.project, name);
    if (found) calendars.set(name, found.table);
  }
  return schedulesOf(document).map(([name, schedule]) => {
    const definition = { ...schedule, timezone: schedule.timezone ?? document.timezone ?? 'UTC' };
    const next = compileSchedule(definition, { key: `${document.project}/${document.name}/${name}`, calendars }).next(
      now,
    );
    return { name, definition, nextFireAt: next && new Date(next.at) };
  });
}

const keyOf = ({ project, document }: Pick<LinkedCalendar, 'project' | 'document'>): string =>
  `${project ?? ''}/${document.name}`;
