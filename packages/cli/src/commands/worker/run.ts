import type { DefineCommand } from '../../command.ts';
import {
  collect,
  durationMs,
  list,
  type LogLevel,
  logLevelOption,
  port,
  positiveInteger,
  sandboxLevel,
} from '../../options.ts';
import { loadServer } from '../load-server.ts';

interface Flags {
  readonly grpc?: readonly string[];
  readonly name?: string;
  readonly group?: string;
  readonly slots?: number;
  readonly label?: readonly string[];
  readonly resources?: readonly string[];
  readonly connections?: string;
  readonly dataDir?: string;
  readonly metricsPort?: number;
  readonly drain?: number;
  readonly sandbox?: number;
  readonly logLevel?: LogLevel;
}

export const examples = `
  CARILLON_WORKER_TOKEN=… carillon worker run --grpc carillon.example:4401
  carillon worker run --group gpu --label zone=a --resources cpu=8,memory=32Gi,gpu=1
  carillon worker run --slots 4 --drain 30m
`;

export const define: DefineCommand = (command, { exitWith }) => {
  logLevelOption(command)
    .option('--grpc <addresses>', 'servers as host:port, separated by commas (CARILLON_GRPC, 127.0.0.1:4401)', list)
    .option('--name <name>', 'name of the worker (CARILLON_WORKER_NAME, the host)')
    .option('--group <name>', 'worker group (CARILLON_WORKER_GROUP, default)')
    .option('--slots <n>', 'attempts at once (CARILLON_WORKER_SLOTS, twice the cores)', positiveInteger)
    .option('--label <name=value>', 'what tasks may choose it by; may be repeated (CARILLON_WORKER_LABELS)', collect)
    .option(
      '--resources <list>',
      'what it has for tasks that ask for it, such as cpu=4,memory=8Gi,gpu=1 (CARILLON_WORKER_RESOURCES, the machine’s own)',
      list,
    )
    .option('--connections <file>', 'JSON file of named connections (CARILLON_CONNECTIONS)')
    .option('--data-dir <path>', 'where to keep its state (CARILLON_DATA_DIR)')
    .option('--metrics-port <port>', 'metrics and health (CARILLON_METRICS_PORT, 4402)', port)
    .option('--drain <duration>', 'how long attempts may finish when it is stopped (CARILLON_DRAIN, 10m)', durationMs)
    .option('--sandbox <level>', 'isolation of process tasks; 0 is what there is (CARILLON_SANDBOX, 2)', sandboxLevel)
    .addHelpText('after', '\nThe worker token is read from CARILLON_WORKER_TOKEN alone.')
    .action(async ({ label: labels, ...flags }: Flags) => {
      const { runWorker } = await loadServer();
      const worker = await runWorker({ ...flags, ...(labels && { labels }) });
      exitWith(await worker.done);
    });
};
