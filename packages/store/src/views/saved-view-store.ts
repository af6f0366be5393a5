/** Saved views by project and page. */
import {
  type JsonObject,
  MAX_SAVED_VIEWS,
  type SavedViewRecord,
  type SavedViewStore,
  type ViewPage,
} from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';

const COLUMNS = 'v.id, p.name project, v.page, v.name, v.search, v.saved_by, v.saved_at';

const LIST = {
  name: 'saved_views',
  text: `select ${COLUMNS} from saved_view v join project p on p.key = v.project_key
    where v.tenant_key = $1 and p.tenant_key = $1 and p.name = $2 and ($3::text is null or v.page = $3) order by v.page, v.name`,
};

/** One that is there already may be replaced however many there are. */
const SAVE = {
  name: 'save_view',
  text: `with place as (select key, name from project where tenant_key = $1 and name = $2),
    room as (
      select (select count(*) from saved_view where project_key = place.key) < ${MAX_SAVED_VIEWS}
        or exists (select 1 from saved_view where project_key = place.key and page = $4 and name = $5) "left"
      from place),
    v as (
      insert into saved_view (id, tenant_key, project_key, page, name, search, saved_by)
      select $3, $1, place.key, $4, $5, $6, $7 from place, room where room.left
      on conflict (project_key, page, name) do update set search = excluded.search, saved_by = excluded.saved_by, saved_at = now()
      returning *)
    select ${COLUMNS} from v join place p on p.key = v.project_key
    union all
    select null, name, null, null, null, null, null from place, room where not room.left`,
};

const REMOVE = { name: 'remove_view', text: 'delete from saved_view where tenant_key = $1 and id = $2 returning key' };

interface Row {
  readonly id: string;
  readonly project: string;
  readonly page: ViewPage;
  readonly name: string;
  readonly search: JsonObject;
  readonly saved_by: string;
  readonly saved_at: Date;
}

export function createSavedViewStore(pool: pg.Pool): SavedViewStore {
  const reader = createReader(pool);
  return {
    async list({ tenantKey }, { project, page }) {
      return (await reader.rows<Row>(LIST, [tenantKey, project, page ?? null])).map(toRecord);
    },
    async save({ tenantKey }, { id, project, page, name, search }, { actor }) {
      const values = [tenantKey, project, id, page, name, JSON.stringify(search), actor];
      const [row] = await reader.rows<Row | { readonly id: null }>(SAVE, values);
      if (!row) return 'no_project';
      return row.id === null ? 'full' : toRecord(row);
    },
    async remove({ tenantKey }, id) {
      return (await reader.rows<{ key: number }>(REMOVE, [tenantKey, id])).length > 0;
    },
  };
}

const toRecord = ({ saved_by: savedBy, saved_at: savedAt, ...view }: Row): SavedViewRecord => ({
  ...view,
  savedBy,
  savedAt,
});
