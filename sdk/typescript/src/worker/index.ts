/**
 * A worker inside your own program: it registers functions and is given the `function` tasks that name them.
 * The functions run in this process and share its event loop, which also sends the heartbeat: a function that
 * blocks for longer than a few seconds makes the worker look dead, and its tasks are given to another.
 */
import { createWorker, type Worker, type WorkerLog } from '@carillon/worker';
import { createFunctionExecutor, type Handler } from './function-executor.ts';

export { type Handler, type HandlerContext, NonRetryableError } from './function-executor.ts';

export interface FunctionWorkerOptions {
  /** `host:port` of the server's gateway, usually port 4401; `grpcs://host:port` outside this host. */
  readonly server: string;
  /** A worker token, `crl_wkr_…`. */
  readonly token: string;
  /** By the name that `with.handler` says. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Functions that run at once; 64 when absent. */
  readonly slots?: number;
  readonly name?: string;
  readonly group?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Where the worker says how it is; warnings and errors go to standard error when absent. */
  readonly log?: WorkerLog;
}

export type FunctionWorker = Worker;

const DEFAULT_SLOTS = 64;
/** Held beyond the slots: for functions of a fraction of a millisecond the way to the server is the longer part. */
const PREFETCH_PER_SLOT = 16;

/**
 * @example
 * import { createFunctionWorker } from '@carillon/sdk/worker';
 *
 * const worker = createFunctionWorker({
 *   server: '127.0.0.1:4401',
 *   token: process.env.CARILLON_TOKEN ?? '',
 *   handlers: {
 *     greet: async (params, { log }) => {
 *       const name = params['name'] as string;
 *       log.line('stdout', `greeting ${name}`);
 *       return { greeting: `Hello ${name}` };
 *     },
 *   },
 * });
 * await worker.start();
 * process.once('SIGTERM', () => void worker.stop({ drainMs: 30_000 }));
 */
export function createFunctionWorker(options: FunctionWorkerOptions): FunctionWorker {
  const slots = options.slots ?? DEFAULT_SLOTS;
  return createWorker({
    config: {
      servers: [options.server],
      token: options.token,
      slots,
      prefetch: slots * PREFETCH_PER_SLOT,
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options.labels === undefined ? {} : { labels: options.labels }),
    },
    executors: [createFunctionExecutor(options.handlers)],
    log: options.log ?? stderrLog,
  });
}

const write = (level: string) => (fields: object, message: string) => {
  process.stderr.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), name: 'carillon-worker', ...fields, msg: message })}\n`,
  );
};
const stderrLog: WorkerLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: write('warn'),
  error: write('error'),
};
