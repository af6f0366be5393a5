/** Lanes that this node has met. A lane never changes, and there are few of them: none is forgotten. */
import type { EngineStore, EngineVersion, LaneRecord, Requirement } from '@carillon/core';
import { selectorText } from '@carillon/core';

type Owner = Pick<EngineVersion, 'projectKey' | 'project' | 'tenant'>;

export interface Lanes {
  byKey(key: number): LaneRecord | undefined;
  /** The lane of a requirement, which is made when nobody had it before. */
  of(requirement: Requirement, owner: Owner): Promise<LaneRecord>;
  meet(lane: LaneRecord): void;
  /** Reads those that it has not met. */
  learn(keys: Iterable<number>): Promise<void>;
}

export function createLanes(store: Pick<EngineStore, 'lane' | 'lanes'>): Lanes {
  const byKey = new Map<number, LaneRecord>();
  const byName = new Map<string, Promise<LaneRecord>>();
  const meet = (lane: LaneRecord): void => {
    if (!byKey.has(lane.key)) byKey.set(lane.key, lane);
  };

  return {
    byKey: (key) => byKey.get(key),
    meet,
    of(requirement, owner) {
      const { queue, group, capability, selector, resources } = requirement;
      const asked = [queue, group, capability, selectorText(selector), JSON.stringify(resources), owner.projectKey];
      const name = asked.join('\n');
      let found = byName.get(name);
      if (!found) {
        found = store.lane(requirement, owner).then((lane) => {
          meet(lane);
          return byKey.get(lane.key) as LaneRecord;
        });
        found.catch(() => byName.delete(name));
        byName.set(name, found);
      }
      return found;
    },
    async learn(keys) {
      const unknown = [...keys].filter((key) => !byKey.has(key));
      if (unknown.length > 0) for (const lane of await store.lanes(unknown)) meet(lane);
    },
  };
}
