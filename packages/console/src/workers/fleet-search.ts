/** What the page of the workers shows, as it stands in its address. */
import { WORKER_STATES, type WorkerState } from '@carillon/core';
import type { Worker } from '@carillon/protocol';
import { listOf, textOf } from '../parts/search-words.ts';

export interface FleetSearch {
  show?: 'queues' | 'limits';
  /** Words of the name, group, host or a capability. */
  q?: string;
  state?: WorkerState[];
  group?: string;
  version?: string;
}

/** What it does not know is left out. */
export function parseFleetSearch({ show, ...asked }: Record<string, unknown>): FleetSearch {
  const [q, group, version] = [textOf(asked['q']), textOf(asked['group']), textOf(asked['version'])];
  const state = WORKER_STATES.filter((known) => listOf(asked['state']).includes(known));
  return {
    ...((show === 'queues' || show === 'limits') && { show }),
    ...(q !== undefined && { q }),
    ...(state.length > 0 && { state }),
    ...(group !== undefined && { group }),
    ...(version !== undefined && { version }),
  };
}

export function isWanted(worker: Worker, { q = '', state, group, version }: FleetSearch): boolean {
  const text = [worker.name, worker.group, worker.host, ...worker.capabilities].join('\n').toLowerCase();
  return (
    q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word)) &&
    (state?.some((each) => each === worker.state) ?? true) &&
    (group === undefined || worker.group === group) &&
    (version === undefined || worker.version === version)
  );
}
