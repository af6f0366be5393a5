/**
 * Leases made in the statement that makes a task ready. Room is promised before the statement, since only it
 * knows which children become ready; what it did not use is given back, what it did is sent.
 */
import type { GraphCompletion, LaneRecord, Leased, PlanTask } from '@carillon/core';
import type { Dispatcher } from '../dispatcher.ts';
import type { Assigner } from '../gateway/assignments.ts';
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
  /** @param inputs resolved expressions by `runId/taskNo`, for tasks that have some */
  send(
    leased: readonly SessionLease[],
    versionOf: ReadonlyMap<string, CompiledVersion>,
    inputs?: ReadonlyMap<string, string | undefined>,
  ): Promise<void>;
}

export interface LeasesParts {
  readonly sessions: Sessions;
  readonly dispatcher: Pick<Dispatcher, 'hasBacklog'>;
  readonly assigner: Assigner;
  readonly contexts: Contexts;
}

export function createLeases({ sessions, dispatcher, assigner, contexts }: LeasesParts): Leases {
  const takeRoom = (version: CompiledVersion, task: PlanTask): ConnectedWorker | undefined => {
    const lane = version.lanes[task.no] as LaneRecord;
    const worker = dispatcher.hasBacklog(lane.key) ? undefined : sessions.pick(lane);
    if (worker) worker.credit--;
    return worker;
  };

  return {
    promise(batch) {
      const chosen = new Map<string, ConnectedWorker | undefined>();
      const items = batch.map(({ completion, version }) => {
        if (completion.children.length === 0 || completion.countsAs !== 'ok') return completion;
        const children = completion.children.map((child) => {
          const task = version.plan.tasks[child.taskNo] as PlanTask;
          if (!task.fused) return child;
          const key = `${completion.runId}/${child.taskNo}`;
          if (!chosen.has(key)) chosen.set(key, takeRoom(version, task));
          return { ...child, sessionKey: chosen.get(key)?.key };
        });
        return { ...completion, children };
      });
      return {
        items,
        settle(leased) {
          for (const worker of chosen.values()) if (worker) worker.credit++;
          for (const lease of leased) {
            const worker = sessions.byKey(lease.sessionKey);
            if (worker) worker.credit--;
          }
        },
      };
    },

    async send(leased, versionOf, inputs) {
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
          const facts = await contexts.get(lease.runId);
          if (!facts) continue; // Ended meanwhile.
          items.push({
            ...lease,
            versionKey: (versionOf.get(lease.runId) as CompiledVersion).record.key,
            environmentKey: facts.environmentKey,
            params: facts.paramsText,
            logicalTime: facts.logicalTime,
            input: inputs?.get(`${lease.runId}/${lease.taskNo}`),
          });
        }
        await assigner.send(worker, items);
      }
    },
  };
}
