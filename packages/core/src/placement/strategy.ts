/**
 * Which of the workers that could take a task is given it. `fitting` are those of this node with room; `online` all
 * that are there, of every node: strategies that mean one certain worker choose among these, and wait while it is full.
 */
import { type Labels, preferenceOf } from './labels.ts';
import { hashOf, type Selector } from './selector.ts';

export interface Candidate {
  readonly name: string;
  readonly labels: Labels;
  /** Assignments that it may still be sent. */
  readonly room: number;
}

/** What a node remembers of one lane; nothing is lost with it. */
export interface Turns {
  /** Of all grants so far. */
  count: number;
  readonly given: Map<string, { last: number; times: number }>;
}

export const newTurns = (): Turns => ({ count: 0, given: new Map() });

export function noteTurn(turns: Turns, worker: string): void {
  turns.count++;
  const known = turns.given.get(worker);
  turns.given.set(worker, { last: turns.count, times: (known?.times ?? 0) + 1 });
}

export interface Choice<C extends Candidate> {
  readonly selector: Selector;
  readonly fitting: readonly C[];
  readonly online: readonly Omit<Candidate, 'room'>[];
  readonly turns: Turns;
  /** In [0, 1). */
  readonly random: () => number;
}

export function chooseWorker<C extends Candidate>({
  selector,
  fitting,
  online,
  turns,
  random,
}: Choice<C>): C | undefined {
  const meant = meantWorker(selector, online);
  const own = meant === undefined ? undefined : fitting.find(({ name }) => name === meant);
  if (own || (meant !== undefined && STRICT.has(selector.strategy))) return own;
  const best = preferred(selector, fitting);
  switch (selector.strategy) {
    case 'random':
      return best[Math.floor(random() * best.length)];
    case 'failover':
      return min(best, (a, b) => compare(a.name, b.name));
    case 'round_robin':
      return nextInTurn(best, turns);
    case 'least_recently_used':
      return min(best, (a, b) => lastOf(turns, a) - lastOf(turns, b) || compare(a.name, b.name));
    case 'least_frequently_used':
      return min(best, (a, b) => timesOf(turns, a) - timesOf(turns, b) || compare(a.name, b.name));
    default:
      return min(best, (a, b) => b.room - a.room);
  }
}

/** These wait for the worker they mean. */
const STRICT: ReadonlySet<string> = new Set(['first', 'last', 'consistent_hash']);

/** The one worker that it waits for, whoever else has room. */
export const strictlyMeant = (selector: Selector, online: readonly Pick<Candidate, 'name'>[]): string | undefined =>
  STRICT.has(selector.strategy) ? meantWorker(selector, online) : undefined;

/** The one worker that a strategy or a key means, as long as it is there; undefined: any. */
export function meantWorker(
  { strategy, bucket }: Selector,
  online: readonly Pick<Candidate, 'name'>[],
): string | undefined {
  if (strategy === 'first') return min(online, (a, b) => compare(a.name, b.name))?.name;
  if (strategy === 'last') return min(online, (a, b) => compare(b.name, a.name))?.name;
  if (bucket === undefined) return undefined;
  // Highest random weight: a worker that comes or goes moves only the keys that it takes or leaves.
  const weight = ({ name }: { readonly name: string }): number => hashOf(`${bucket}/${name}`);
  return min(online, (a, b) => weight(b) - weight(a) || compare(a.name, b.name))?.name;
}

function preferred<C extends Candidate>({ prefer }: Selector, fitting: readonly C[]): readonly C[] {
  if (prefer.length === 0) return fitting;
  const scored = fitting.map((worker) => ({ worker, score: preferenceOf(prefer, worker.labels) }));
  const best = Math.max(...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ worker }) => worker);
}

/** By name, behind the one that had the last turn. */
function nextInTurn<C extends Candidate>(workers: readonly C[], turns: Turns): C | undefined {
  const last = [...turns.given].find(([, { last }]) => last === turns.count)?.[0];
  const later = workers.filter(({ name }) => last !== undefined && name > last);
  return min(later.length > 0 ? later : workers, (a, b) => compare(a.name, b.name));
}

const lastOf = (turns: Turns, { name }: Candidate): number => turns.given.get(name)?.last ?? 0;
const timesOf = (turns: Turns, { name }: Candidate): number => turns.given.get(name)?.times ?? 0;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first of the least. */
function min<T>(items: readonly T[], order: (a: T, b: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || order(item, best) < 0) best = item;
  return best;
}
