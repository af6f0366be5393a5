/** REST, the event stream, and the console as built files. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Api, createApi } from '@carillon/api';
import type { Scheduler } from '@carillon/scheduler';
import { DEFAULT_ENVIRONMENT } from '../config.ts';
import { VERSION } from '../version.ts';
import type { RoleParts } from './parts.ts';

const CONSOLE_DIRECTORY = fileURLToPath(new URL('../../../console/dist/', import.meta.url));

export function apiRole(
  parts: RoleParts & {
    readonly scheduler: Scheduler;
    readonly host: string;
    readonly port: number;
    readonly tlsTerminatedBy: string | undefined;
    readonly apiRate: number;
    readonly tenantRate: number;
  },
): Api {
  const { store, own, scheduler, log, metrics, publicUrl, host, port, tlsTerminatedBy, apiRate, tenantRate } = parts;
  const hasConsole = existsSync(CONSOLE_DIRECTORY);
  if (!hasConsole) log.warn({ directory: CONSOLE_DIRECTORY }, 'the console has not been built: only the API is served');
  return createApi({
    catalog: store.catalog,
    queries: store.queries,
    access: store.access,
    secrets: store.secrets,
    limits: store.limits,
    notes: store.notes,
    health: store.health,
    isPutOff: own.isPutOff,
    variables: store.variables,
    drafts: store.drafts,
    audit: store.audit,
    overview: store.overview,
    savedViews: store.savedViews,
    alerts: store.alerts,
    approvals: store.approvals,
    backfills: store.backfills,
    datasets: store.datasets,
    bulks: store.bulks,
    workflowPlans: store.workflowPlans,
    queues: store.queues,
    incidents: store.incidents,
    starter: scheduler.starter,
    controller: scheduler.controller,
    schedules: store.schedules,
    control: scheduler.scheduleControl,
    calendars: store.calendars,
    log: log.child({ part: 'api' }),
    metrics,
    config: {
      host,
      port,
      publicUrl,
      environment: DEFAULT_ENVIRONMENT,
      rateLimit: { perSecond: apiRate, burst: 2 * apiRate },
      tenantRateLimit: { perSecond: tenantRate, burst: 2 * tenantRate },
      version: VERSION,
      ...(hasConsole ? { consoleDirectory: CONSOLE_DIRECTORY } : {}),
      ...(tlsTerminatedBy === undefined ? {} : { tlsTerminatedBy }),
    },
    onApplied: () => scheduler.scheduleChanged(),
  });
}
