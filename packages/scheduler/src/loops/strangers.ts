/**
 * Attempts that a worker says it holds and the store does not know as its own: a stop or a loss of which the worker has
 * heard nothing. Two lists in a row must name one, since a list is older than what it is compared with.
 */
import type { ConnectedWorker } from '../sessions.ts';

/** @param leased attempts of all workers of this node that are live and older than the time between two lists */
export type FindStrangers = (worker: ConnectedWorker, leased: ReadonlySet<string>) => readonly string[];

interface Seen {
  readonly list: ReadonlySet<string>;
  readonly suspects: ReadonlySet<string>;
}

export function createStrangerSearch(): FindStrangers {
  const before = new WeakMap<ConnectedWorker, Seen>();
  return (worker, leased) => {
    const list = worker.held;
    const last = before.get(worker);
    if (!list || last?.list === list) return [];
    // What was sent to it lately is not old enough to be among the leased.
    const suspects = new Set([...list].filter((id) => !leased.has(id) && !worker.attempts.has(id)));
    before.set(worker, { list, suspects });
    return [...suspects].filter((id) => last?.suspects.has(id));
  };
}
