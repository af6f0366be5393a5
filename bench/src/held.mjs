// A transaction that nobody ends, as a forgotten session leaves: how fast tasks are drained while no row that has died can be
// removed, beside the same without it.
import { once } from 'node:events';
import { onOwnDatabase } from './own-database.mjs';
import { withClient } from './postgres.mjs';
import { drain, storeReadyTasks } from './ready-tasks.mjs';

/** Drained twice: the second time beside what died of the first. */
const TASKS = 50_000;

/** @returns tasks a second; beside it `ofFree`, as a share of the rate without the transaction */
export async function measureHeld() {
  const free = await rate(() => undefined);
  const value = await rate((client) => client.query('begin; select pg_current_xact_id()'));
  return { unit: 'tasks/s', value, beside: { ofFree: Number((value / free).toPrecision(3)) } };
}

/** @param hold given a connection of its own */
function rate(hold) {
  return onOwnDatabase((own) =>
    withClient(own.databaseUrl, async (holder) => {
      await hold(holder);
      await storeReadyTasks(own, TASKS);
      const { worker } = await drain(own.platform, TASKS);
      await own.platform.drained('solo');
      worker.kill();
      await once(worker, 'exit');
      await storeReadyTasks(own, TASKS);
      return 1_000 / (await drain(own.platform, TASKS)).msEach;
    }),
  );
}
