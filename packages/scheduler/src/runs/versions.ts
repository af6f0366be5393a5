/** Compiled versions. A version never changes, so a node keeps the ones it uses; the least used go first. */
import {
  compilePlan,
  type EngineStore,
  type EngineVersion,
  type LaneRecord,
  type Plan,
  secretNames,
} from '@carillon/core';
import type { Lanes } from '../queues/lanes.ts';

const KEPT = 2_000;

export interface CompiledVersion {
  readonly record: EngineVersion;
  readonly plan: Plan;
  /** Lane of each task, by task number. */
  readonly lanes: readonly LaneRecord[];
  /** JSON of each task's definition, as workers are sent it. */
  readonly definitions: readonly string[];
  /** Names of the secrets that each task refers to. */
  readonly secrets: readonly (readonly string[])[];
}

export interface Versions {
  get(key: number): Promise<CompiledVersion>;
  /** Without waiting: undefined when it has not been loaded. */
  peek(key: number): CompiledVersion | undefined;
}

export function createVersions(store: Pick<EngineStore, 'version'>, lanes: Lanes): Versions {
  const loaded = new Map<number, CompiledVersion>();
  const loading = new Map<number, Promise<CompiledVersion>>();

  const load = async (key: number): Promise<CompiledVersion> => {
    const record = await store.version(key);
    if (!record) throw new Error(`workflow version ${key} does not exist`);
    const plan = compilePlan(record.document, record.files);
    const taskLanes = [];
    for (const { requirement } of plan.tasks) taskLanes.push(await lanes.of(requirement, record));
    return {
      record,
      plan,
      lanes: taskLanes,
      definitions: plan.tasks.map((task) => JSON.stringify(task.definition)),
      secrets: plan.tasks.map((task) => [...secretNames(task.type, task.definition)]),
    };
  };

  const keep = (key: number, version: CompiledVersion): void => {
    loaded.set(key, version);
    if (loaded.size > KEPT) loaded.delete(loaded.keys().next().value as number);
  };

  return {
    peek: (key) => loaded.get(key),
    async get(key) {
      const known = loaded.get(key);
      if (known) {
        loaded.delete(key);
        loaded.set(key, known);
        return known;
      }
      let pending = loading.get(key);
      if (!pending) {
        pending = load(key).finally(() => loading.delete(key));
        loading.set(key, pending);
      }
      const version = await pending;
      keep(key, version);
      return version;
    },
  };
}
