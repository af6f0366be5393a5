/** The API of one server: built from core's ports, so that it knows neither the store nor the scheduler. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type {
  AccessStore,
  AlertStore,
  ApprovalStore,
  AuditStore,
  BackfillStore,
  BulkStore,
  CalendarStore,
  CatalogStore,
  DatasetStore,
  IncidentStore,
  DraftStore,
  HealthStore,
  LimitStore,
  NoteStore,
  OverviewQueries,
  QueueStore,
  RunController,
  RunQueries,
  RunStarter,
  SavedViewStore,
  ScheduleControl,
  ScheduleQueries,
  Shed,
  SecretStore,
  VariableStore,
  WorkflowPlanStore,
} from '@carillon/core';
import { type Clock, type Logger, type Metrics, systemClock } from '@carillon/runtime';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { createSignIn, signInLink } from './auth/sign-in.ts';
import { type ApiConfig, checkExposure, isSecure } from './config.ts';
import { createAdmit } from './http/shedding.ts';
import { withBuiltinCalendars } from './rest/calendars/builtin-calendars.ts';
import { refreshCalendars } from './rest/calendars/refresh.ts';
import { createCompiledSchedules } from './rest/schedules/compiled.ts';
import { type ApiContext, createLookups } from './rest/context.ts';

export interface ApiParts {
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
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly config: ApiConfig;
  /** Called after documents were applied: schedules may have changed. */
  onApplied(): void;
  /** Called when waiting task runs have become due. */
  onWoken?(): void;
  /** What this server puts off now, because it has too much to do; nothing when absent. */
  isPutOff?(what: Shed): boolean;
  readonly clock?: Clock;
}

export interface Api {
  start(): Promise<{ readonly port: number }>;
  /** Ends open streams and answers what is under way. */
  stop(): Promise<void>;
  /** A link that signs one browser in, once. */
  signInLink(): Promise<string>;
  /** The application without a port, for tests. */
  app(): Promise<FastifyInstance>;
}

/** Whom the link that the server prints signs in. */
const FIRST_ACCOUNT = 'admin';

export function createApi(parts: ApiParts): Api {
  const { config, access, clock = systemClock } = parts;
  checkExposure(config);
  let port = config.port;
  const publicUrl = (): string => config.publicUrl?.replace(/\/$/, '') ?? `http://${hostInUrl(config.host)}:${port}`;
  const signIn = createSignIn(access, clock);
  const calendars = withBuiltinCalendars(parts.calendars);
  const context: ApiContext = {
    onWoken: () => undefined,
    ...parts,
    calendars,
    clock,
    publicUrl,
    version: config.version ?? ownVersion(),
    lookups: createLookups(parts.catalog, config, clock),
    compiled: createCompiledSchedules(calendars),
    admit: createAdmit((what) => parts.isPutOff?.(what) ?? false, parts.metrics),
  };
  let built: Promise<FastifyInstance> | undefined;
  let refreshed: Promise<unknown> | undefined;
  const app = (): Promise<FastifyInstance> => {
    const authenticator = createAuthenticator({ access, clock, secure: isSecure(config) });
    built ??= buildApp(context, { authenticator, signIn, metrics: parts.metrics });
    return built;
  };
  return {
    app,
    async start() {
      const http = await app();
      await http.listen({ host: config.host, port: config.port });
      port = (http.server.address() as AddressInfo).port;
      refreshed = refreshCalendars(parts)
        .then((count) => {
          if (count > 0) parts.onApplied();
        })
        .catch((error: unknown) =>
          parts.log.warn(
            { err: error },
            'calendars could not be compared with the data of holidays; the next start does',
          ),
        );
      return { port };
    },
    async stop() {
      await (await built)?.close();
      await refreshed;
    },
    signInLink: async () => signInLink(publicUrl(), (await signIn.newCode(FIRST_ACCOUNT)).code),
  };
}

const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
