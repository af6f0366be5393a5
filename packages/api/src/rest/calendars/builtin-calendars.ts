/**
 * The built-in calendars beside those that are stored: one that nothing uses yet is found all the same, so
 * that a preview says what a schedule with it would do.
 */
import type { CalendarRecord, CalendarStore, CalendarTable } from '@carillon/core';
import { linkCalendars } from '@carillon/spec/calendars';

export function withBuiltinCalendars(stored: CalendarStore): CalendarStore {
  return {
    ...stored,
    async tables(scope, names) {
      const found = await stored.tables(scope, names);
      const missing = names.filter((name) => !found.has(name));
      const builtin = await Promise.all(missing.map(builtinCalendar));
      const tables = builtin.flatMap((one) => (one ? [[one.name, one.version.table] as const] : []));
      return tables.length === 0 ? found : new Map<string, CalendarTable>([...found, ...tables]);
    },
    get: async (place, project, name) => (await stored.get(place, project, name)) ?? builtinCalendar(name),
    async versions(place, project, name, page) {
      const found = await stored.versions(place, project, name, page);
      if (found) return found;
      return (await builtinCalendar(name)) && { items: [], nextCursor: undefined };
    },
  };
}

/** The data of holidays is loaded for names that look like one. */
async function builtinCalendar(name: string): Promise<CalendarRecord | undefined> {
  if (!name.endsWith('-workdays')) return undefined;
  const linked = (await linkCalendars({ given: [], live: [], names: [name] })).find('default', name);
  if (!linked) return undefined;
  const { document, table, hash } = linked;
  const version = { number: 0, hash, document, table, author: '', message: '', createdAt: new Date(0) };
  return { project: undefined, name, version, schedules: 0 };
}
