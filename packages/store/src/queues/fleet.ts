/** Which workers are there, and what they run for whom. */
import { type FleetWorker, ownLabels, type Resources } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { fleet } from '../sql/fleet.ts';

interface FleetRow {
  readonly key: number;
  readonly name: string;
  readonly host: string;
  readonly worker_group: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly used: Resources;
  readonly slots: number;
  readonly room: number;
  readonly draining: boolean;
  readonly held: boolean;
  readonly silent: boolean;
  readonly running: Readonly<Record<string, number>>;
}

export async function readFleet(reader: Reader): Promise<readonly FleetWorker[]> {
  return (await reader.rows<FleetRow>(fleet, [])).map((row) => ({
    sessionKey: row.key,
    name: row.name,
    group: row.worker_group,
    capabilities: new Set(row.capabilities),
    labels: ownLabels(row, row.labels),
    resources: row.resources,
    used: row.used,
    slots: row.slots,
    room: row.room,
    isDraining: row.draining || row.held,
    isHeld: row.held,
    isSilent: row.silent,
    running: new Map(Object.entries(row.running).map(([lane, count]) => [Number(lane), count])),
  }));
}
