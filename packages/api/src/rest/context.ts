/** What the routes share: the ports, and short-lived answers of the store that every request asks for. */
import {
  type AccessStore,
  type AlertStore,
  type ApprovalStore,
  type AuditStore,
  type BackfillStore,
  type BulkStore,
  CarillonError,
  type CalendarStore,
  type CatalogStore,
  type DatasetStore,
  type IncidentStore,
  type HealthStore,
  type DraftStore,
  type JsonObject,
  type LiveVersion,
  type Principal,
  parseId,
  type LimitStore,
  type NoteStore,
  type OverviewQueries,
  type QueueStore,
  type RunController,
  type RunQueries,
  type RunStarter,
  type SavedViewStore,
  type ScheduleControl,
  type ScheduleQueries,
  type Scope,
  type SecretStore,
  splitTaskRunId,
  type TenantScope,
  type VariableStore,
  type WorkflowPlanStore,
  said,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { FastifyInstance } from 'fastify';
import type { ApiConfig } from '../config.ts';
import type { Admit } from '../http/shedding.ts';
import { createExpiringCache } from '../expiring-cache.ts';
import type { CompiledSchedules } from './schedules/compiled.ts';
import { meant } from '../http/problem.ts';

export type App = FastifyInstance;
export type Place = TenantScope & { readonly environmentKey: number };

export interface ApiContext {
  readonly catalog: CatalogStore;
  readonly queries: RunQueries;
  readonly access: AccessStore;
  readonly starter: RunStarter;
  readonly controller: RunController;
  readonly schedules: ScheduleQueries;
  readonly control: ScheduleControl;
  readonly calendars: CalendarStore;
  readonly alerts: AlertStore;
  readonly approvals: ApprovalStore;
  readonly backfills: BackfillStore;
  readonly datasets: DatasetStore;
  readonly drafts: DraftStore;
  readonly bulks: BulkStore;
  readonly workflowPlans: WorkflowPlanStore;
  readonly queues: QueueStore;
  readonly incidents: IncidentStore;
  readonly secrets: SecretStore;
  readonly limits: LimitStore;
  readonly notes: NoteStore;
  readonly health: HealthStore;
  readonly variables: VariableStore;
  readonly audit: AuditStore;
  readonly overview: OverviewQueries;
  readonly savedViews: SavedViewStore;
  readonly compiled: CompiledSchedules;
  readonly admit: Admit;
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: ApiConfig;
  readonly version: string;
  /** Known once the server listens. */
  publicUrl(): string;
  /** Tells the ticker that schedules have changed. */
  onApplied(): void;
  /** Tells the engine that waiting task runs have become due. */
  onWoken(): void;
  readonly lookups: Lookups;
}

export interface Lookups {
  /** Tenant and environment of a request. @throws CarillonError NOT_FOUND */
  place(principal: Principal, environment: string | undefined): Promise<Place & { readonly environment: string }>;
  /** @throws CarillonError NOT_FOUND */
  liveVersion(place: Place, project: string, workflow: string): Promise<LiveVersion>;
  variables(scope: Scope): Promise<JsonObject>;
  /** After an apply here; other nodes follow within the time answers are kept. */
  forgetVersions(): void;
}

/** A start on another node may use the version before for this long after an apply. */
const VERSION_TTL_MS = 1_000;
const PLACE_TTL_MS = 5_000;
const KEPT = 5_000;

export function createLookups(catalog: CatalogStore, config: ApiConfig, clock: Clock): Lookups {
  const environments = createExpiringCache<Place>({ ttlMs: PLACE_TTL_MS, capacity: KEPT, clock });
  const versions = createExpiringCache<LiveVersion>({ ttlMs: VERSION_TTL_MS, capacity: KEPT, clock });
  const variables = createExpiringCache<JsonObject>({ ttlMs: VERSION_TTL_MS, capacity: KEPT, clock });

  return {
    async place(principal, name = config.environment) {
      const tenant = { tenantKey: principal.tenantKey };
      const place = await environments.get(`${tenant.tenantKey}/${name}`, async () => {
        const found = (await catalog.environments(tenant)).find((environment) => environment.name === name);
        return found && { ...tenant, environmentKey: found.key };
      });
      if (!place) throw await unknownEnvironment(catalog, tenant, name);
      return { ...place, environment: name };
    },
    async liveVersion(place, project, workflow) {
      const key = `${place.tenantKey}/${place.environmentKey}/${project}/${workflow}`;
      const live = await versions.get(key, () => catalog.liveVersion(place, project, workflow));
      if (!live) throw await unknownWorkflow(catalog, place, project, workflow);
      return live;
    },
    variables: async (scope) =>
      (await variables.get(`${scope.tenantKey}/${scope.projectKey}/${scope.environmentKey}`, () =>
        catalog.variables(scope),
      )) ?? {},
    forgetVersions: () => versions.clear(),
  };
}

async function unknownEnvironment(catalog: CatalogStore, tenant: TenantScope, name: string): Promise<CarillonError> {
  const names = (await catalog.environments(tenant)).map((environment) => environment.name);
  const hint = meant(name, names) ?? said`Environments are ${names.join(', ')}.`;
  return new CarillonError({ code: 'NOT_FOUND', message: said`there is no environment "${name}"`, hint });
}

export async function unknownWorkflow(
  catalog: CatalogStore,
  place: Place,
  project: string,
  name: string,
): Promise<CarillonError> {
  const { items } = await catalog.workflows(place, { project, limit: 200 });
  const hint =
    meant(
      name,
      items.map((workflow) => workflow.name),
    ) ?? said`Apply its document first, or name its project.`;
  return new CarillonError({
    code: 'NOT_FOUND',
    message: said`there is no workflow "${name}" in the project "${project}"`,
    hint,
  });
}

export function notFound(what: string): CarillonError {
  return new CarillonError({ code: 'NOT_FOUND', message: said`there is no such ${what}` });
}

/** @throws CarillonError NOT_FOUND: an id of another kind names nothing here */
export function runIdOf(text: string): string {
  const id = parseId('run', text);
  if (id === undefined) throw notFound('run');
  return id;
}

export function taskRunOf(text: string): { readonly runId: string; readonly taskNo: number } {
  const id = parseId('tr', text);
  if (id === undefined) throw notFound('task run');
  return splitTaskRunId(id);
}
