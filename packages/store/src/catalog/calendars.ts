/** Calendars as schedules find them, and as people list them. */
import type {
  CalendarDocument,
  CalendarRecord,
  CalendarStore,
  CalendarTable,
  CalendarVersionRecord,
  Page,
  Scope,
  TenantScope,
} from '@carillon/core';
import type pg from 'pg';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import { createReader, type Reader } from '../reader.ts';
import { CALENDARS_BASIS } from './apply-calendars.ts';

type Place = TenantScope & { readonly environmentKey: number };
type Days = Pick<CalendarTable, 'years' | 'freezes' | 'marks'>;

interface VersionRow {
  readonly name: string;
  readonly number: number;
  readonly hash: string;
  readonly document: CalendarDocument;
  readonly days: Days;
  readonly author: string;
  readonly message: string;
  readonly created_at: Date;
}

interface CalendarRow extends VersionRow {
  readonly project: string | null;
  readonly schedules: number;
}

const VERSION_COLUMNS = `c.name, v.number, encode(v.hash, 'hex') hash, v.document, v.days, v.author, v.message, v.created_at`;

const LIVE = `calendar c
    join calendar_deployment d on d.calendar_key = c.key and d.environment_key = $2
    join calendar_version v on v.key = d.version_key
    left join project p on p.key = c.project_key`;

/** Nearest first: of the project, of project `default`, built in (which has none). */
const TABLES = {
  name: 'calendar_tables',
  text: `select distinct on (c.name) c.name, v.number, v.days from ${LIVE}
    where c.tenant_key = $1 and c.name = any($4::text[]) and (c.project_key is null or c.project_key = $3 or p.name = 'default')
    order by c.name, c.project_key = $3 desc nulls last`,
};

const LIVE_CALENDARS = {
  name: 'live_calendars',
  text: `select p.name project, ${VERSION_COLUMNS} from ${LIVE} where c.tenant_key = $1`,
};

const PLACES = {
  name: 'calendar_places',
  text: `select distinct c.tenant_key, d.environment_key from calendar_deployment d join calendar c on c.key = d.calendar_key
    order by c.tenant_key, d.environment_key`,
};

/** Those that a name stands for in the project of a schedule; a name that is hidden there may be reported too. */
const IN_USE = {
  name: 'calendars_in_use',
  text: `select c.name, v.number, v.days from calendar c
    join calendar_deployment d on d.calendar_key = c.key
    join calendar_version v on v.key = d.version_key
    left join project p on p.key = c.project_key
    where exists (select 1 from schedule s where s.calendars <> '{}' and s.calendars @> array[c.name] and s.state = 'enabled'
      and s.tenant_key = c.tenant_key and s.environment_key = d.environment_key
      and (c.project_key is null or p.name = 'default' or s.project_key = c.project_key))
    order by c.name limit 1000`,
};

const SCHEDULES = `(select count(*)::int4 from schedule s where s.calendars <> '{}' and s.calendars @> array[c.name] and s.state <> 'ended'
      and s.tenant_key = $1 and s.environment_key = $2 and (c.project_key is null or p.name = 'default' or s.project_key = c.project_key)) schedules`;

/** Built-in calendars come first: they have no project. */
const LIST = {
  text: `select p.name project, ${VERSION_COLUMNS}, ${SCHEDULES} from ${LIVE}
    where c.tenant_key = $1
      and ($3::text is null or p.name = $3)
      and ($4::text is null or strpos(c.name, lower($4)) > 0 or strpos(lower(coalesce(v.document ->> 'title', '')), lower($4)) > 0)
      and (coalesce(p.name, ''), c.name) > ($5, $6)
    order by coalesce(p.name, ''), c.name limit $7`,
};

const GET = {
  name: 'calendar',
  text: `select c.key, p.name project, ${VERSION_COLUMNS}, ${SCHEDULES} from ${LIVE}
    where c.tenant_key = $1 and c.name = $4 and (c.project_key is null or p.name in ($3, 'default'))
    order by p.name = $3 desc nulls last limit 1`,
};

const VERSIONS = {
  name: 'calendar_versions',
  text: `select ${VERSION_COLUMNS} from calendar c join calendar_version v on v.calendar_key = c.key
    where c.tenant_key = $1 and c.key = $2 and v.number < $3 order by v.number desc limit $4`,
};
const BEYOND_ALL_NUMBERS = '2147483647';

const isName = (part: string): boolean => part.length <= 63;

export function createCalendarStore(pool: pg.Pool): CalendarStore {
  const reader = createReader(pool);
  return {
    tables: (scope, names) => readTables(reader, scope, names),
    async live(place) {
      // Read before the calendars: a change in between makes it one that is refused, never one that is overlooked.
      const [row] = await reader.rows<{ basis: string }>(CALENDARS_BASIS, [place.tenantKey, place.environmentKey]);
      const rows = await reader.rows<CalendarRow>(LIVE_CALENDARS, [place.tenantKey, place.environmentKey]);
      return {
        basis: row?.basis ?? '',
        calendars: rows.map((one) => ({ project: one.project ?? undefined, version: toVersion(one) })),
      };
    },
    async places() {
      const rows = await reader.rows<{ tenant_key: number; environment_key: number }>(PLACES, []);
      return rows.map((row) => ({ tenantKey: row.tenant_key, environmentKey: row.environment_key }));
    },
    inUse: async () => (await reader.rows<Pick<VersionRow, 'name' | 'number' | 'days'>>(IN_USE, [])).map(toTable),
    list: (place, filter) => listCalendars(reader, place, filter),
    async get(place, project, name) {
      const row = await findCalendar(reader, place, project, name);
      return row && toRecord(row);
    },
    async versions(place, project, name, page) {
      const row = await findCalendar(reader, place, project, name);
      return row && listVersions(reader, place, row.key, page);
    },
  };
}

export async function readTables(
  reader: Reader,
  scope: Scope,
  names: readonly string[],
): Promise<ReadonlyMap<string, CalendarTable>> {
  if (names.length === 0) return new Map();
  const values = [scope.tenantKey, scope.environmentKey, scope.projectKey, names];
  const rows = await reader.rows<Pick<VersionRow, 'name' | 'number' | 'days'>>(TABLES, values);
  return new Map(rows.map((row) => [row.name, toTable(row)]));
}

async function listCalendars(
  reader: Reader,
  place: Place,
  filter: Parameters<CalendarStore['list']>[1],
): Promise<Page<CalendarRecord>> {
  const [project, name] = filter.cursor === undefined ? ['', ''] : decodeCursor(filter.cursor, [isName, isName]);
  const rows = await reader.rows<CalendarRow>(LIST, [
    place.tenantKey,
    place.environmentKey,
    filter.project ?? null,
    filter.text ?? null,
    project,
    name,
    filter.limit + 1,
  ]);
  const page = pageOf(rows, filter.limit, (row) => [row.project ?? '', row.name]);
  return { items: page.items.map(toRecord), nextCursor: page.nextCursor };
}

async function findCalendar(
  reader: Reader,
  place: Place,
  project: string,
  name: string,
): Promise<(CalendarRow & { readonly key: number }) | undefined> {
  const values = [place.tenantKey, place.environmentKey, project, name];
  return (await reader.rows<CalendarRow & { readonly key: number }>(GET, values))[0];
}

async function listVersions(
  reader: Reader,
  place: Place,
  calendarKey: number,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page<CalendarVersionRecord>> {
  const [before] =
    page.cursor === undefined ? [BEYOND_ALL_NUMBERS] : decodeCursor(page.cursor, [(part) => /^\d{1,9}$/.test(part)]);
  const rows = await reader.rows<VersionRow>(VERSIONS, [place.tenantKey, calendarKey, before, page.limit + 1]);
  return pageOf(rows.map(toVersion), page.limit, ({ number }) => [String(number)]);
}

const toTable = ({ name, number, days }: Pick<VersionRow, 'name' | 'number' | 'days'>): CalendarTable => ({
  name,
  version: number,
  ...days,
});

function toVersion(row: VersionRow): CalendarVersionRecord {
  const { number, hash, document, author, message, created_at: createdAt } = row;
  return { number, hash, document, table: toTable(row), author, message, createdAt };
}

const toRecord = (row: CalendarRow): CalendarRecord => ({
  project: row.project ?? undefined,
  name: row.name,
  version: toVersion(row),
  schedules: row.schedules,
});
