/** The engine's store, put together from its parts and their connections. */
import { COMPLETION_SHARDS, type EngineStore } from '@carillon/core';
import { createBulkEngine } from '../bulk/index.ts';
import type { Database } from '../database.ts';
import { createAccepts } from './accepts.ts';
import { readFleet, readLanes, readQueues } from '../queues/index.ts';
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
import { planHotStatements } from './hot-statements.ts';
import { createLanes } from './lanes.ts';
import { createLimits } from './limits.ts';
import { createLookups } from './lookups.ts';
import { createMaintenance } from './maintenance.ts';
import { createPulse } from './pulse.ts';
import { createReruns } from './reruns.ts';
import { createSchedules } from './schedules.ts';
import { createSessions } from './sessions.ts';
import { createSla } from './sla.ts';
import { createStarts } from './starts.ts';
import { createStartsTogether } from './starts-together.ts';
import { createSignals } from './signals.ts';
import { createStops, stopWithin } from './stops.ts';
import { createWaits } from './waits.ts';
import { createClockWitness } from '../incidents/index.ts';
import { tellingStoreErrors } from '../store-errors.ts';

const CLAIM_CONNECTIONS = 2;

export interface PostgresEngineStore extends EngineStore {
  /** Before work comes, so that the first tasks do not wait for it. */
  planHotStatements(): Promise<void>;
  close(): Promise<void>;
}

export function createEngineStore(database: Database): PostgresEngineStore {
  const shards = Array.from({ length: COMPLETION_SHARDS }, () => createEngineConnection(database));
  const claimers = Array.from({ length: CLAIM_CONNECTIONS }, () => createEngineConnection(database));
  const starter = createEngineConnection(database);
  const decisions = createEngineConnection(database);
  const reader = createReader(database.api);
  const functions = {
    ...createLookups(database.api),
    ...createStarts(starter),
    ...createStartsTogether(database.api),
    ...createClaims(claimers),
    ...createLanes(database.api, claimers[0] as EngineConnection),
    queues: () => readQueues(reader),
    fleet: () => readFleet(reader),
    lanes: (keys: readonly number[]) => readLanes(reader, keys),
    ...createCompletions(shards, decisions),
    ...createSessions(database.lease, database.api),
    ...createStops(database.api),
    ...createControls(database.api),
    ...createCompensations(database.api),
    ...createSla(database.api),
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
    ...createPulse(database.api),
    ...createMaintenance(database, decisions),
    ...createClockWitness(database.lease),
  };
  return {
    ...tellingStoreErrors(functions),
    planHotStatements: () => planHotStatements({ shards, claimers, starter }),
    async close() {
      await Promise.all([...shards, ...claimers, starter, decisions].map((connection) => connection.close()));
    },
  };
}
