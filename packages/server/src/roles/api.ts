/** REST, the event stream, and the console as built files. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Api, createApi } from '@carillon/api';
import type { Logger, Metrics } from '@carillon/runtime';
import type { Scheduler } from '@carillon/scheduler';
import type { Store } from '@carillon/store';
import { DEFAULT_ENVIRONMENT } from '../config.ts';

const CONSOLE_DIRECTORY = fileURLToPath(new URL('../../../console/dist/', import.meta.url));

export function apiRole(options: {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly host: string;
  readonly httpPort: number;
  readonly publicUrl: string | undefined;
}): Api {
  const { store, scheduler, log, metrics, host, httpPort, publicUrl } = options;
  if (!existsSync(CONSOLE_DIRECTORY)) log.warn({ directory: CONSOLE_DIRECTORY }, 'the console has not been built: only the API is served');
  return createApi({
    catalog: store.catalog,
    queries: store.queries,
    access: store.access,
    starter: scheduler.starter,
    controller: scheduler.controller,
    log: log.child({ part: 'api' }),
    metrics,
    config: {
      host,
      port: httpPort,
      environment: DEFAULT_ENVIRONMENT,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(existsSync(CONSOLE_DIRECTORY) ? { consoleDirectory: CONSOLE_DIRECTORY } : {}),
    },
    onApplied: () => scheduler.scheduleChanged(),
  });
}
