/** Why a task run that is ready has not been given to a worker: none offers what it needs, or all are full. */
import type { Reason, TaskRunRecord } from '@carillon/core';
import type { Reader } from '../reader.ts';
import type { WorkerNeeds } from './version-tasks.ts';

/** As of the last heartbeats. */
const OFFERS = {
  name: 'worker_offers',
  text: `select s.worker_group, capability, bool_or(l.busy < s.slots) has_room
    from worker_session s join worker_lease l on l.session_key = s.key, unnest(s.capabilities) capability
    where s.state = 'online' and l.lease_until >= clock_timestamp() group by 1, 2`,
};

interface OfferRow {
  readonly worker_group: string;
  readonly capability: string;
  readonly has_room: boolean;
}

/** Asks for the workers only when one of the task runs waits for some. */
export async function explainQueued(
  reader: Reader,
  taskRuns: readonly TaskRunRecord[],
  needs: readonly WorkerNeeds[],
): Promise<readonly TaskRunRecord[]> {
  const waits = (taskRun: TaskRunRecord): boolean => taskRun.state === 'queued' && taskRun.reason === undefined;
  if (!taskRuns.some(waits)) return taskRuns;
  const offers = await reader.rows<OfferRow>(OFFERS, []);
  return taskRuns.map((taskRun) => {
    const needed = needs[taskRun.taskNo];
    return needed && waits(taskRun) ? { ...taskRun, reason: reasonOf(needed, offers) } : taskRun;
  });
}

function reasonOf({ group, capability }: WorkerNeeds, offers: readonly OfferRow[]): Reason | undefined {
  const offer = offers.find((one) => one.worker_group === group && one.capability === capability);
  if (!offer) return { code: 'NO_CAPABLE_WORKER', params: { capability, group } };
  // With room it is on its way.
  return offer.has_room ? undefined : { code: 'NO_CAPACITY' };
}
