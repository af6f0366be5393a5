/** A worker in a process of its own, for tests that kill it: `<gateway address> <state directory>`. */
import { createWorker } from '../src/worker.ts';
import { scriptExecutor } from './script-executor.ts';
import { silentLog } from './silent-log.ts';

const [server, stateDirectory] = process.argv.slice(2) as [string, string];
await createWorker({
  config: { servers: [server], token: 't', stateDirectory, slots: 2 },
  executors: [scriptExecutor],
  log: silentLog,
}).start();
