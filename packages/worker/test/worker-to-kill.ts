/**
 * A worker in a process of its own, for tests that kill it: `<gateway address> <state directory>`. It kills itself at
 * the point that CARILLON_FAIL names: `before:journal` or `after:journal`.
 */
import { openRecords } from '../src/attempt/records.ts';
import { createWorker } from '../src/worker.ts';
import { scriptExecutor } from './script-executor.ts';
import { silentLog } from './silent-log.ts';

const [server, stateDirectory] = process.argv.slice(2) as [string, string];
const reach = (point: string): void => {
  if (process.env['CARILLON_FAIL'] === point) process.kill(process.pid, 'SIGKILL');
};
const noReserve = { within: <T>(write: () => T): T => write(), refill: () => undefined };
const records = openRecords(stateDirectory, noReserve, silentLog);
const { journal } = records;

await createWorker({
  config: { servers: [server], token: 't', stateDirectory, slots: 2 },
  executors: [scriptExecutor],
  log: silentLog,
  records: {
    ...records,
    journal: {
      ...journal,
      append(attempts, entry) {
        reach('before:journal');
        journal.append(attempts, entry);
        reach('after:journal');
      },
    },
  },
}).start();
