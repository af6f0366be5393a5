/**
 * Compiled schedules, kept between requests: what a schedule yields depends on its definition and its
 * calendars alone, so an entry holds until one of the two has changed.
 */
import {
  type CalendarStore,
  type CalendarTables,
  calendarNames,
  compileSchedule,
  NO_CALENDARS,
  type Schedule,
  type ScheduleDocument,
  ScheduleError,
  type TenantScope,
} from '@carillon/core';

export interface NamedSchedule {
  readonly key: number;
  readonly project: string;
  readonly projectKey: number;
  readonly workflow: string;
  readonly name: string;
  readonly definition: ScheduleDocument;
}

/** A schedule, or why it yields nothing. */
export type Compiled = Schedule | ScheduleError;

export interface CompiledSchedules {
  /** In the order given. The calendars of each project are read once. */
  of(
    place: TenantScope & { readonly environmentKey: number },
    schedules: readonly NamedSchedule[],
  ): Promise<readonly Compiled[]>;
}

interface Entry {
  readonly definition: string;
  readonly calendars: string;
  readonly compiled: Compiled;
}

const KEPT = 20_000;

export function createCompiledSchedules(calendars: CalendarStore): CompiledSchedules {
  const entries = new Map<number, Entry>();

  function compiledOf(schedule: NamedSchedule, { tables, texts }: ProjectCalendars): Compiled {
    const definition = JSON.stringify(schedule.definition);
    const used = calendarNames(schedule.definition).map((name) => texts.get(name) ?? '');
    const stamp = used.join('\n');
    const known = entries.get(schedule.key);
    entries.delete(schedule.key);
    const entry =
      known?.definition === definition && known.calendars === stamp
        ? known
        : { definition, calendars: stamp, compiled: compile(schedule, tables) };
    entries.set(schedule.key, entry);
    if (entries.size > KEPT) entries.delete(entries.keys().next().value as number);
    return entry.compiled;
  }

  return {
    async of(place, schedules) {
      const projects = new Map<number, ProjectCalendars>();
      for (const [projectKey, names] of namesByProject(schedules)) {
        const tables = await calendars.tables({ ...place, projectKey }, names);
        projects.set(projectKey, withTexts(tables));
      }
      return schedules.map((schedule) => compiledOf(schedule, projects.get(schedule.projectKey) ?? NONE));
    },
  };
}

interface ProjectCalendars {
  readonly tables: CalendarTables;
  /** What tells one state of a calendar from another: a version is not enough where another project's takes its place. */
  readonly texts: ReadonlyMap<string, string>;
}

const NONE: ProjectCalendars = { tables: NO_CALENDARS, texts: new Map() };

function withTexts(tables: CalendarTables): ProjectCalendars {
  return { tables, texts: new Map([...tables].map(([name, table]) => [name, JSON.stringify(table)])) };
}

function namesByProject(schedules: readonly NamedSchedule[]): ReadonlyMap<number, readonly string[]> {
  const projects = new Map<number, Set<string>>();
  for (const { projectKey, definition } of schedules) {
    const names = calendarNames(definition);
    if (names.length === 0) continue;
    const all = projects.get(projectKey) ?? new Set();
    for (const name of names) all.add(name);
    projects.set(projectKey, all);
  }
  return new Map([...projects].map(([key, names]) => [key, [...names]]));
}

export const scheduleKey = ({ project, workflow, name }: Omit<NamedSchedule, 'key' | 'projectKey' | 'definition'>) =>
  `${project}/${workflow}/${name}`;

/** What was valid when it was applied may not be later: a calendar of its name can vanish. */
function compile(schedule: NamedSchedule, calendars: CalendarTables): Compiled {
  try {
    return compileSchedule(schedule.definition, { key: scheduleKey(schedule), calendars });
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
}
