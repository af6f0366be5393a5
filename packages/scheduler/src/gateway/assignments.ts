/** Turns leases into messages. A definition is sent once per stream, an assignment refers to it. */
import type { Leased } from '@carillon/core';
import type { Assignment, Definition } from '@carillon/protocol/grpc';
import type { ConnectedWorker } from '../sessions.ts';
import type { Contexts } from '../runs/contexts.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';

/** A lease with what its worker must know of the run. */
export interface Assignable extends Leased {
  readonly versionKey: number;
  readonly environmentKey: number;
  /** JSON text, empty for `{}`. */
  readonly params: string;
  readonly logicalTime: Date | undefined;
  readonly input: string | undefined;
}

export interface Assigner {
  /** Credit was taken when the lease was made; this only sends. */
  send(worker: ConnectedWorker, items: readonly Assignable[]): Promise<void>;
}

export function createAssigner(versions: Versions, contexts: Contexts): Assigner {
  const definitionId = (
    worker: ConnectedWorker,
    version: CompiledVersion,
    item: Assignable,
    environment: string,
    fresh: Definition[],
  ): number => {
    const name = `${item.versionKey}/${item.taskNo}/${item.environmentKey}`;
    const known = worker.definitions.get(name);
    if (known !== undefined) return known;
    const id = worker.definitions.size + 1;
    worker.definitions.set(name, id);
    fresh.push({
      id,
      workflow: version.record.workflow,
      project: version.record.project,
      environment,
      task: version.plan.tasks[item.taskNo]?.id ?? '',
      definition: version.definitions[item.taskNo] ?? '',
    });
    return id;
  };

  return {
    async send(worker, items) {
      const definitions: Definition[] = [];
      const assignments: Assignment[] = [];
      for (const item of items) {
        const version = versions.peek(item.versionKey) ?? (await versions.get(item.versionKey));
        const environment = await contexts.environmentName(item.environmentKey);
        const facts = { runId: item.runId, logicalTime: item.logicalTime, createdAt: createdAtOf(item.runId) };
        assignments.push({
          definitionId: definitionId(worker, version, item, environment, definitions),
          runId: item.runId,
          taskNo: item.taskNo,
          attempt: item.attempt,
          attemptId: item.attemptId,
          fence: BigInt(item.fence),
          versionKey: item.versionKey,
          params: item.params === '{}' ? '' : item.params,
          input: item.input ?? '',
          logicalTime: item.logicalTime?.toISOString() ?? '',
          logicalDate: contexts.logicalDate(facts, version),
          runUrl: contexts.runUrl(facts, version),
        });
      }
      worker.send({ body: { $case: 'assign', value: { definitions, assignments } } });
    },
  };
}

/** A run's id is a UUIDv7: its first 48 bits are the time it was made. */
function createdAtOf(runId: string): Date {
  return new Date(Number.parseInt(runId.slice(0, 8) + runId.slice(9, 13), 16));
}
