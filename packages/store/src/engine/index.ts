/** The engine's store, put together from its parts and their connections. */
import { COMPLETION_SHARDS, type EngineStore } from '@carillon/core';
import { createBulkEngine } from '../bulk/index.ts';
import type { Database } from '../database.ts';
import { createAccepts } from './accepts.ts';
import { readQueues } from '../queues/queue-rows.ts';
import { createReader } from '../reader.ts';
import { createApprovals } from './approvals.ts';
import { createArtifacts } from './artifacts.ts';
import { createBackfills } from './backfills.ts';
import { createChildren } from './children.ts';
import { createClaims } from './claims.ts';
import { createCompensations } from './compensations.ts';
import { createCompletions } from './completions.ts';
import { createEngineConnection, type EngineConnection } from './connection.ts';
import { createControls } from './controls.ts';
import { createFirings } from './fire.ts';
import { createHolds } from './holds.ts';
import { createFleet } from './fleet.ts';
import { createLanes } from './lanes.ts';
import { createLimits } from './limits.ts';
import { createLookups } from './lookups.ts';
import { createMaintenance } from './maintenance.ts';
import { createReruns } from './reruns.ts';
import { createSchedules } from './schedules.ts';
import { createSessions } from './sessions.ts';
import { createStarts } from './starts.ts';
import { createSignals } from './signals.ts';
import { createStops, stopWithin } from './stops.ts';
import { createWaits } from './waits.ts';

const CLAIM_CONNECTIONS = 2;

export interface PostgresEngineStore extends EngineStore {
  close(): Promise<void>;
}

export function createEngineStore(database: Database): PostgresEngineStore {
  const shards = Array.from({ length: COMPLETION_SHARDS }, () => createEngineConnection(database));
  const claimers = Array.from({ length: CLAIM_CONNECTIONS }, () => createEngineConnection(database));
  const starter = createEngineConnection(database);
  const decisions = createEngineConnection(database);
  return {
    ...createLookups(database.api),
    ...createStarts(starter),
    ...createClaims(claimers),
    ...createLanes(database.api, claimers[0] as EngineConnection),
    ...createFleet(database.api),
    queues: () => readQueues(createReader(database.api)),
    ...createCompletions(shards, decisions),
    ...createSessions(database.lease, database.api),
    ...createStops(database.api),
    ...createControls(database.api),
    ...createCompensations(database.api),
    ...createReruns(database.api),
    ...createArtifacts(database.api),
    ...createSchedules(database.api),
    ...createFirings(database.api, stopWithin),
    ...createHolds(database.api),
    ...createApprovals(database.api),
    ...createWaits(database.api),
    ...createSignals(database.api),
    ...createBackfills(database.api),
    ...createChildren(database.api, decisions),
    ...createBulkEngine(database.api),
    ...createLimits(database.api),
    ...createAccepts(database.api),
    ...createMaintenance(database, decisions),
    async close() {
      await Promise.all([...shards, ...claimers, starter, decisions].map((connection) => connection.close()));
    },
  };
}
