/** Lanes as the engine knows them. A lane never changes, so that what was read once holds. */
import {
  type BacklogLane,
  canonicalJson,
  type LaneRecord,
  NO_RESOURCES,
  parseSelector,
  type Requirement,
  type Resources,
  selectorText,
} from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/lane.ts';
import type { EngineConnection } from './connection.ts';
import { type Row, rowsOf } from './rows.ts';

type LaneRow = [number, string, string, string, string, string, string | null, string | null];

export function laneOf(row: Row): LaneRecord {
  const [key, queue, group, capability, selector, resources, tenant, project] = row as unknown as LaneRow;
  return {
    key,
    queue,
    group,
    capability,
    selector: parseSelector(selector),
    resources: resources === '' ? NO_RESOURCES : (JSON.parse(resources) as Resources),
    tenant: tenant ?? '',
    project: project ?? '',
  };
}

/** Width of a lane in a row that has more behind it. */
export const LANE_COLUMNS = 8;

const resourcesText = (resources: Resources): string =>
  Object.keys(resources).length === 0 ? '' : canonicalJson(resources);

export function createLanes(api: pg.Pool, claimer: EngineConnection) {
  return {
    async lane(
      requirement: Requirement,
      {
        projectKey,
        tenant,
        project,
      }: { readonly projectKey: number; readonly tenant: string; readonly project: string },
    ): Promise<LaneRecord> {
      const { queue, group, capability, selector, resources } = requirement;
      const values = [queue, group, capability, selectorText(selector), resourcesText(resources), projectKey];
      for (;;) {
        const [row] = [...(await rowsOf(api, sql.findLane, values)), ...(await rowsOf(api, sql.addLane, values))];
        // No row: somebody else is adding it and has not committed, or has between the two statements.
        if (row) return { key: row[0] as number, queue, group, capability, selector, resources, tenant, project };
      }
    },

    async backlog(): Promise<readonly BacklogLane[]> {
      const rows = await claimer.query(sql.backlog, []);
      return rows.map((row) => ({ lane: laneOf(row), rank: row[LANE_COLUMNS] as number }));
    },
  };
}
