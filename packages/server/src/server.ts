/** `carillon server`: the roles that were asked for, on a given database or a private one. */
import { createLifecycle } from '@carillon/runtime';
import { dataDirectoryOf, readServerConfig, type ServerOverrides } from './config.ts';
import { openDataDirectory } from './data-directory.ts';
import { provideDatabase } from './database.ts';
import { claimDataDirectory } from './instance.ts';
import { openLog } from './log.ts';
import { readMasterKeys } from './master-keys.ts';
import { startPlatform } from './platform.ts';
import { chooseServerPorts } from './ports.ts';
import { createProcessEnd, EXIT_ERROR, EXIT_OK, type RunningProcess } from './process-end.ts';

export interface RunningServerProcess extends RunningProcess {
  readonly url: string | undefined;
  readonly grpc: string | undefined;
  /** A new one for the first person, good once; undefined without the role api and while the store is away. */
  signInUrl(): Promise<string | undefined>;
}

export async function runServer(overrides: ServerOverrides = {}): Promise<RunningServerProcess> {
  const config = readServerConfig(overrides);
  const log = openLog('carillon', config, 'info');
  const lifecycle = createLifecycle(log);
  const { done, end } = createProcessEnd(lifecycle);
  try {
    // Only a private database binds a server to its data directory.
    const root = dataDirectoryOf(config.dataDir);
    if (!config.databaseUrl)
      lifecycle.onStop('data directory', await claimDataDirectory(await openDataDirectory(root)));
    const database = await provideDatabase({
      databaseUrl: config.databaseUrl,
      dataDirectory: root,
      log,
      lifecycle,
      onDeath: (how) => {
        log.fatal({ how }, 'PostgreSQL ended by itself');
        void end(EXIT_ERROR);
      },
    });
    const { ports, notices } = await chooseServerPorts(config);
    for (const notice of notices) log.warn(notice);
    const masterKeys = await readMasterKeys(config);
    const databaseUrl = database.url;
    const platform = await startPlatform({
      ...config,
      ...ports,
      databaseUrl,
      masterKeys,
      dataDirectory: root,
      log,
      lifecycle,
    });
    log.info({ url: platform.url, grpc: platform.grpc, roles: config.roles }, 'started');
    return {
      url: platform.url,
      grpc: platform.grpc,
      // The server serves without it, so nothing that goes wrong with it may end the server.
      async signInUrl() {
        if (platform.url === undefined) return undefined;
        return platform.signInUrl().catch((error: unknown) => {
          log.warn({ err: error }, 'no sign-in link can be printed; the server runs without it');
          return undefined;
        });
      },
      done,
      stop: () => end(EXIT_OK),
    };
  } catch (error) {
    await end(EXIT_ERROR);
    throw error;
  }
}
