/** Core's port for what happened to the store, on the ordinary pool. */
import type { Incident, IncidentKind, IncidentStore, JsonObject } from '@carillon/core';
import type pg from 'pg';
import { rowsOf } from '../engine/rows.ts';
import * as sql from '../sql/incident.ts';
import { tellingStoreErrors } from '../store-errors.ts';

export function createIncidentStore(pool: pg.Pool): IncidentStore {
  return tellingStoreErrors<IncidentStore>({
    async incidents({ open, limit }) {
      return (await rowsOf(pool, sql.listIncidents, [open ?? null, limit])).map(incidentOf);
    },
    async confirmIncident(id, actor) {
      if ((await rowsOf(pool, sql.confirmIncident, [id, actor])).length > 0) return 'confirmed';
      return (await rowsOf(pool, sql.incidentExists, [id])).length > 0 ? 'ended' : 'not_found';
    },
  });
}

function incidentOf(row: readonly unknown[]): Incident {
  const [id, kind, noticedAt, from, until, details, endedAt, endedBy] = row as readonly [
    string,
    IncidentKind,
    Date,
    Date | null,
    Date | null,
    JsonObject,
    Date | null,
    string | null,
  ];
  return {
    id,
    kind,
    noticedAt,
    risk: from && until ? { from, until } : undefined,
    details,
    end: endedAt ? { at: endedAt, by: endedBy ?? '' } : undefined,
  };
}
