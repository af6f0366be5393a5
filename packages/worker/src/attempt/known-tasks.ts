import type { TaskDefinition } from '@carillon/core';
import type { Definition } from '@carillon/protocol/grpc';
import type { KnownTask } from './attempt.ts';

/** Definitions by the number they have on the current stream. A new stream announces its own again. */
export interface KnownTasks {
  learn(definitions: readonly Definition[]): void;
  get(id: number): KnownTask | undefined;
  clear(): void;
}

export function createKnownTasks(): KnownTasks {
  const tasks = new Map<number, KnownTask>();
  return {
    learn(definitions) {
      for (const { id, workflow, project, environment, task, definition } of definitions) {
        tasks.set(id, { workflow, project, environment, task, definition: JSON.parse(definition) as TaskDefinition });
      }
    },
    get: (id) => tasks.get(id),
    clear: () => tasks.clear(),
  };
}
