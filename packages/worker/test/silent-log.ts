import type { WorkerLog } from '../src/worker-log.ts';

export const silentLog: WorkerLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
