/** The store as a server uses it. */
import type {
  AccessStore,
  ApprovalStore,
  AuditStore,
  BackfillStore,
  BulkStore,
  CalendarStore,
  CatalogStore,
  DatasetStore,
  DraftStore,
  HealthStore,
  IncidentStore,
  LimitStore,
  NoteStore,
  OverviewQueries,
  AlertLog,
  AlertStore,
  SavedViewStore,
  Outbox,
  QueueStore,
  RunQueries,
  ScheduleQueries,
  SecretReader,
  SecretStore,
  VariableStore,
  WorkflowPlanStore,
} from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import { createAccessStore } from './access/index.ts';
import { createApprovalStore } from './approvals/index.ts';
import { createAuditStore } from './audit/index.ts';
import { createBackfillStore } from './backfills/index.ts';
import { createBulkStore, createWorkflowPlanStore } from './bulk/index.ts';
import { createCalendarStore, createCatalogStore, createVariableStore } from './catalog/index.ts';
import { raiseFencesAfterAbsence } from './connection/place-guard.ts';
import { checkDurability } from './connection/start-checks.ts';
import { type Database, openDatabase } from './database.ts';
import { createDatasetStore } from './datasets/index.ts';
import { createDraftStore } from './drafts/index.ts';
import { createEngineStore, type PostgresEngineStore } from './engine/index.ts';
import { createHealthStore } from './health/index.ts';
import { createIncidentStore } from './incidents/index.ts';
import { createLimitStore } from './limits/index.ts';
import { createNoteStore } from './notes/index.ts';
import { createOutbox } from './outbox.ts';
import { createQueueStore } from './queues/index.ts';
import { createOverviewQueries, createRunQueries, createScheduleQueries } from './queries/index.ts';
import { createSecretReader, createSecretStore, type MasterKeys } from './secrets/index.ts';
import { createAlertLog, createAlertStore } from './alerts/index.ts';
import { createSavedViewStore } from './views/index.ts';

export interface Store {
  readonly database: Database;
  readonly engine: PostgresEngineStore;
  readonly catalog: CatalogStore;
  readonly calendars: CalendarStore;
  readonly queries: RunQueries;
  readonly schedules: ScheduleQueries;
  readonly access: AccessStore;
  readonly approvals: ApprovalStore;
  readonly backfills: BackfillStore;
  readonly datasets: DatasetStore;
  readonly drafts: DraftStore;
  readonly bulks: BulkStore;
  readonly workflowPlans: WorkflowPlanStore;
  readonly queues: QueueStore;
  readonly outbox: Outbox;
  readonly audit: AuditStore;
  readonly incidents: IncidentStore;
  readonly health: HealthStore;
  readonly limits: LimitStore;
  readonly notes: NoteStore;
  readonly overview: OverviewQueries;
  readonly alerts: AlertStore;
  readonly alertLog: AlertLog;
  readonly savedViews: SavedViewStore;
  readonly variables: VariableStore;
  readonly secrets: SecretStore;
  /** Opens values: for the gateway alone. */
  readonly secretReader: SecretReader;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly log: Logger;
  /** What secrets are sealed with; without any, none is stored. */
  readonly masterKeys?: MasterKeys;
  /** After which a statement of the engine is given up. */
  readonly engineStatementMs?: number;
  /** Told how long each statement took. */
  readonly onStatement?: (name: string, ms: number) => void;
  /** Goes on where commits do not last. */
  readonly unsafeDurability?: boolean;
}

const API_CONNECTIONS = 6;
const READ_CONNECTIONS = 4;
const LEASE_CONNECTIONS = 2;

/** Connects and checks what the promises rest on (GUARANTEES 15.1). The schema must have been migrated. */
export async function openStore({
  url,
  applicationName,
  log,
  masterKeys = [],
  engineStatementMs,
  onStatement,
  unsafeDurability = false,
}: StoreOptions): Promise<Store> {
  const database = openDatabase(
    {
      url,
      applicationName,
      apiConnections: API_CONNECTIONS,
      readConnections: READ_CONNECTIONS,
      leaseConnections: LEASE_CONNECTIONS,
      engineStatementMs,
      onStatement,
    },
    log,
  );
  try {
    await checkDurability(database.api, unsafeDurability, log);
    await raiseFencesAfterAbsence(database.api, log);
  } catch (error) {
    await database.close();
    throw error;
  }
  const engine = createEngineStore(database);
  return {
    database,
    engine,
    catalog: createCatalogStore(database),
    calendars: createCalendarStore(database.api),
    queries: createRunQueries(database, log),
    schedules: createScheduleQueries(database.api),
    access: createAccessStore(database.api),
    approvals: createApprovalStore(database.api),
    backfills: createBackfillStore(database.api),
    datasets: createDatasetStore(database.api),
    drafts: createDraftStore(database.api),
    bulks: createBulkStore(database.api),
    workflowPlans: createWorkflowPlanStore(database.api),
    queues: createQueueStore(database.api),
    outbox: createOutbox(database.api),
    audit: createAuditStore(database.api),
    incidents: createIncidentStore(database.api),
    health: createHealthStore(database.api),
    limits: createLimitStore(database.api),
    notes: createNoteStore(database.api),
    overview: createOverviewQueries(database.read),
    alerts: createAlertStore(database.api),
    alertLog: createAlertLog(database.api),
    savedViews: createSavedViewStore(database.api),
    variables: createVariableStore(database.api),
    secrets: createSecretStore(database.api, masterKeys),
    secretReader: createSecretReader(database.api, masterKeys),
    async close() {
      await engine.close();
      await database.close();
    },
  };
}
