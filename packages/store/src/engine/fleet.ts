/** Which workers are there, and what they run for whom. */
import { type FleetWorker, ownLabels, type Resources } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/fleet.ts';
import { rowsOf } from './rows.ts';

type FleetRow = [
  number,
  string,
  string,
  string,
  readonly string[],
  Readonly<Record<string, string>>,
  Resources,
  Resources,
  number,
  number,
  boolean,
  boolean,
  Readonly<Record<string, number>>,
];

function workerOf(row: FleetRow): FleetWorker {
  const [
    sessionKey,
    name,
    host,
    group,
    capabilities,
    labels,
    resources,
    used,
    slots,
    room,
    isDraining,
    isSilent,
    counts,
  ] = row;
  return {
    sessionKey,
    name,
    group,
    capabilities: new Set(capabilities),
    labels: ownLabels({ name, host }, labels),
    resources,
    used,
    slots,
    room,
    isDraining,
    isSilent,
    running: new Map(Object.entries(counts).map(([lane, count]) => [Number(lane), count])),
  };
}

export function createFleet(api: pg.Pool) {
  return {
    async fleet(): Promise<readonly FleetWorker[]> {
      return ((await rowsOf(api, sql.fleet, [])) as unknown as FleetRow[]).map(workerOf);
    },
  };
}
