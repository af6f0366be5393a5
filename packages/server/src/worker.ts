/**
 * `carillon worker run`. As the child of `carillon dev` it leaves signals of the terminal to its parent, and
 * ends when the parent is gone: the channel between them closes whatever happened.
 */
import path from 'node:path';
import { builtinExecutors } from '@carillon/executors';
import { addProcessMetrics, createLifecycle, createMetrics, startOpsServer } from '@carillon/runtime';
import { createWorker } from '@carillon/worker';
import { dataDirectoryOf, readWorkerConfig, type WorkerOverrides } from './config.ts';
import { readConnections } from './connections.ts';
import { openDataDirectory } from './data-directory.ts';
import { openLog } from './log.ts';
import { namedValues } from './named-values.ts';
import { resolvePlatformAddresses } from './platform-addresses.ts';
import { choosePort } from './ports.ts';
import { createProcessEnd, EXIT_ERROR, EXIT_OK, type RunningProcess } from './process-end.ts';
import { VERSION } from './version.ts';

/** What a worker child tells its parent once it is connected. */
export const WORKER_READY = 'ready';

/** The child of a parent that was killed drains before it ends; its successor waits for so long. */
const PREDECESSOR_PATIENCE_MS = 30_000;

export async function runWorker(overrides: WorkerOverrides = {}): Promise<RunningProcess> {
  const config = readWorkerConfig(overrides);
  if (!config.token)
    throw new Error(
      'CARILLON_WORKER_TOKEN: a worker token is needed; make one with "carillon token create --kind worker --name …"',
    );
  const log = openLog('carillon-worker', config, 'info');
  const connections = await readConnections(config.connections);
  const data = await openDataDirectory(dataDirectoryOf(config.dataDir));
  const isChild = process.send !== undefined;
  const lifecycle = createLifecycle(log);
  const { done, end } = createProcessEnd(lifecycle, isChild ? { signals: ['SIGTERM'] } : {});
  if (isChild) {
    // Ctrl-C reaches the whole process group; the parent decides when it is our turn.
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
    process.once('disconnect', () => void end(EXIT_OK));
  }
  try {
    const metrics = createMetrics();
    addProcessMetrics(metrics, VERSION);
    const worker = createWorker({
      config: {
        servers: config.grpc,
        token: config.token,
        group: config.group,
        labels: namedValues('CARILLON_WORKER_LABELS', config.labels),
        resources: namedValues('CARILLON_WORKER_RESOURCES', config.resources),
        sandbox: config.sandbox,
        taskProcesses: config.taskProcesses,
        connections,
        stateDirectory: path.join(data.worker, config.name ?? 'default'),
        statePatienceMs: isChild ? PREDECESSOR_PATIENCE_MS : 0,
        ...(config.name === undefined ? {} : { name: config.name }),
        ...(config.slots === undefined ? {} : { slots: config.slots }),
      },
      executors: builtinExecutors({
        allowLoopback: config.allowLoopback,
        platformAddresses: await resolvePlatformAddresses([...config.grpc, ...config.platformAddresses]),
      }),
      log,
      metrics,
    });
    await lifecycle.start({
      name: 'worker',
      start: () => worker.start(),
      stop: () => worker.stop({ drainMs: config.drain }),
    });
    const { port } = await choosePort({
      host: config.metricsHost,
      asked: config.metricsPort,
      usual: 4402,
      setting: 'CARILLON_METRICS_PORT',
    });
    const ops = await startOpsServer({
      host: config.metricsHost,
      port,
      metrics,
      health: { isStarted: () => true, checks: { worker: async () => worker.problem } },
    });
    lifecycle.onStop('metrics', () => ops.stop());
    process.send?.(WORKER_READY);
    return { done, stop: () => end(EXIT_OK) };
  } catch (error) {
    await end(EXIT_ERROR);
    throw error;
  }
}
