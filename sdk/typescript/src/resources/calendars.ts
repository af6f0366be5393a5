import type { Calendar, CalendarDay, CalendarDays, CalendarVersion, PageOf } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { PageRequest } from './workflows.ts';

export interface CalendarFilter extends PageRequest {
  readonly project?: string | undefined;
  /** Part of the name or title. */
  readonly text?: string | undefined;
}

export interface CalendarName {
  /** Whose schedules look for it; `default` when absent. */
  readonly project?: string | undefined;
  readonly name: string;
}

/** Dates such as 2026-05-09, both included; this year when absent. */
export interface CalendarRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface Calendars {
  /** Those in force, by project and name; the built-in ones in use come first. */
  list(filter?: CalendarFilter): Promise<PageOf<Calendar>>;
  /** The one that a schedule of the project finds: its own, that of project `default`, or the built-in one. */
  get(calendar: CalendarName): Promise<Calendar>;
  /**
   * @example
   * ```ts
   * import { createClient } from '@carillon/sdk';
   *
   * const client = createClient({ server: 'http://127.0.0.1:4400', token: 'crl_api_…' });
   * const days = await client.calendars.days({ name: 'cn-workdays' }, { from: '2026-05-01', to: '2026-05-31' });
   * console.log(days.filter(({ open }) => open).length);
   * ```
   */
  days(calendar: CalendarName, range?: CalendarRange): Promise<readonly CalendarDay[]>;
  /** Newest first. */
  versions(calendar: CalendarName, page?: PageRequest): Promise<PageOf<CalendarVersion>>;
}

export function createCalendars({ json }: Transport): Calendars {
  const base = ({ project = 'default', name }: CalendarName) => path`/calendars/${project}/${name}`;
  return {
    list: (filter = {}) => json({ path: '/calendars', query: { ...filter } }),
    get: (calendar) => json({ path: base(calendar) }),
    days: async (calendar, range = {}) =>
      (await json<CalendarDays>({ path: `${base(calendar)}/days`, query: { ...range } })).items,
    versions: (calendar, page = {}) => json({ path: `${base(calendar)}/versions`, query: { ...page } }),
  };
}
