/**
 * Leases made in the statement that makes a task ready. Room is promised before the statement, since only it
 * knows which children become ready; what it did not use is given back, what it did is sent.
 */
import type { GraphCompletion, LaneRecord, Leased, Placement, PlanTask } from '@carillon/core';
import type { Dispatcher } from '../dispatcher.ts';
import type { Assigner } from '../gateway/assignments.ts';
import type { Room } from '../queues/room.ts';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import type { Contexts } from './contexts.ts';
import type { CompiledVersion } from './versions.ts';

export interface SessionLease extends Leased {
  readonly sessionKey: number;
}

export interface Promised {
  readonly items: GraphCompletion[];
  /** Gives back what the statement did not use; all of it when it failed. */
  settle(leased: readonly SessionLease[]): void;
}

export interface Leases {
  promise(batch: readonly { readonly completion: GraphCompletion; readonly version: CompiledVersion }[]): Promised;
  /** @param decided by `runId/taskNo`, of tasks that were placed one by one */
  send(
    leased: readonly SessionLease[],
    versionOf: ReadonlyMap<string, CompiledVersion>,
    decided?: ReadonlyMap<string, Pick<Placement, 'input' | 'laneKey'>>,
  ): Promise<void>;
}

interface Taken {
  readonly lane: LaneRecord;
  readonly worker: ConnectedWorker | undefined;
}

export interface LeasesParts {
  readonly sessions: Sessions;
  readonly dispatcher: Pick<Dispatcher, 'lease'>;
  readonly room: Room;
  readonly assigner: Assigner;
  readonly contexts: Contexts;
}

export function createLeases({ sessions, dispatcher, room, assigner, contexts }: LeasesParts): Leases {
  const takeRoom = (lane: LaneRecord): Taken => ({ lane, worker: dispatcher.lease(lane) });

  return {
    promise(batch) {
      const chosen = new Map<string, Taken>();
      const items = batch.map(({ completion, version }) => {
        if (completion.children.length === 0 || completion.countsAs !== 'ok') return completion;
        const children = completion.children.map((child) => {
          const task = version.plan.tasks[child.taskNo] as PlanTask;
          if (!child.fused) return child;
          const key = `${completion.runId}/${child.taskNo}`;
          const taken = chosen.get(key) ?? takeRoom(version.lanes[task.no] as LaneRecord);
          chosen.set(key, taken);
          return { ...child, sessionKey: taken.worker?.key };
        });
        return { ...completion, children };
      });
      return {
        items,
        settle(leased) {
          for (const { worker, lane } of chosen.values()) if (worker) room.giveBack(worker, lane.key);
          for (const lease of leased) {
            const taken = chosen.get(`${lease.runId}/${lease.taskNo}`);
            const worker = sessions.byKey(lease.sessionKey);
            if (worker && taken) room.take(worker, taken.lane);
          }
        },
      };
    },

    async send(leased, versionOf, decided) {
      const byWorker = new Map<ConnectedWorker, SessionLease[]>();
      for (const lease of leased) {
        // Gone meanwhile: the session gets all its live attempts again when it resumes, or is rescued.
        const worker = sessions.byKey(lease.sessionKey);
        if (!worker) continue;
        const list = byWorker.get(worker);
        if (list) list.push(lease);
        else byWorker.set(worker, [lease]);
      }
      for (const [worker, leases] of byWorker) {
        const items = [];
        for (const lease of leases) {
          // Nothing is awaited that is known.
          const facts = contexts.peek(lease.runId) ?? (await contexts.get(lease.runId));
          if (!facts) continue; // Ended meanwhile.
          const version = versionOf.get(lease.runId) as CompiledVersion;
          const placement = decided?.get(`${lease.runId}/${lease.taskNo}`);
          items.push({
            ...lease,
            versionKey: version.record.key,
            laneKey: placement?.laneKey ?? (version.lanes[lease.taskNo] as LaneRecord).key,
            environmentKey: facts.environmentKey,
            params: facts.paramsText,
            logicalTime: facts.logicalTime,
            input: placement?.input,
          });
        }
        await assigner.send(worker, items);
      }
    },
  };
}
