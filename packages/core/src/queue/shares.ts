/**
 * Who is served next when several wait: a tree of queues, below a queue its tenants, below a tenant its projects, and
 * as leaves their lanes. At every level the child goes first that is furthest below its guarantee, then the one that
 * uses least for its weight (weighted max-min). What counts as use is the dominant resource: of slots, cpu, memory and
 * gpu the one of which most is taken, as a part of all that the workers have. Nothing is kept idle for anybody, and
 * nothing is taken away from what runs: what was lent comes back as tasks end, at most one task's length later.
 */
import { type Resources, RESOURCE_NAMES } from '../placement/resources.ts';
import { plainQueue, type QueueSpec } from './queue-spec.ts';

/** What a share is counted for. */
export interface ShareLane {
  readonly key: number;
  readonly queue: string;
  readonly tenant: string;
  readonly project: string;
  /** Of one task, beside its slot. */
  readonly resources: Resources;
}

/** Whether a queue lets one more task of a lane begin. */
export type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'paused'; readonly queue: string }
  | { readonly kind: 'max_share'; readonly queue: string; readonly used: number; readonly max: number };

export interface ShareStanding {
  readonly used: number;
  readonly slots: number;
}

export interface Shares {
  /** @param slots of all workers that are there, and what they have beside them */
  setCapacity(slots: number, resources: Resources): void;
  /** How many tasks of lanes run at other nodes. */
  setElsewhere(running: ReadonlyMap<number, { readonly lane: ShareLane; readonly count: number }>): void;
  /** Tasks were given to workers here, or with a negative count ended. */
  add(lane: ShareLane, count: number): void;
  gate(lane: ShareLane): Gate;
  /** Of lanes with an open gate the one that is served next. @param rankOf of its first task: decides between equals */
  first<L extends ShareLane>(lanes: readonly L[], rankOf: (lane: L) => number): L | undefined;
  standing(queue: string): ShareStanding;
  pointMs(queue: string): number;
  /** No queue is paused, bounded, or above another in any way: a lane alone needs no question. */
  readonly isUnbounded: boolean;
}

/** Slots first, then the resources in their order. */
type Amounts = number[];
const SIZE = 1 + RESOURCE_NAMES.length;
/** Disk is matched to workers, and shared by nobody's weight. */
const DISK = 1 + RESOURCE_NAMES.indexOf('disk');
const OPEN: Gate = { kind: 'open' };
/** Sums of thousandths of cores over thousandths of cores are not exact. */
const ROUNDING = 1e-9;

interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly queue: QueueSpec | undefined;
  readonly weight: number;
  readonly min: number;
  readonly max: number;
  readonly children: Map<string, Node>;
  readonly here: Amounts;
  readonly elsewhere: Amounts;
}

export function createShares(queues: readonly QueueSpec[]): Shares {
  const specs = new Map(queues.map((queue) => [queue.name, queue]));
  const capacity: Amounts = zeros();
  const root = newNode('', undefined, { weight: 1 });
  const queueNodes = new Map<string, Node>();
  const leaves = new Map<number, { readonly node: Node; readonly path: readonly Node[]; readonly ask: Amounts }>();

  function queueNode(name: string): Node {
    const known = queueNodes.get(name);
    if (known) return known;
    const spec = specs.get(name) ?? plainQueue(name);
    const parent = spec.parent === undefined ? root : queueNode(spec.parent);
    const node = newNode(name, parent, { weight: spec.weight, queue: spec });
    queueNodes.set(name, node);
    parent.children.set(`queue ${name}`, node);
    return node;
  }

  function below(parent: Node, kind: string, name: string, weight: number): Node {
    const key = `${kind} ${name}`;
    let node = parent.children.get(key);
    if (!node) {
      node = newNode(name, parent, { weight });
      parent.children.set(key, node);
    }
    return node;
  }

  function leafOf(lane: ShareLane) {
    let leaf = leaves.get(lane.key);
    if (!leaf) {
      const queue = queueNode(lane.queue);
      const tenant = below(queue, 'tenant', lane.tenant, queue.queue?.tenants[lane.tenant] ?? 1);
      const node = below(tenant, 'project', lane.project, queue.queue?.projects[lane.project] ?? 1);
      leaf = { node, path: pathOf(node), ask: amountsOf(1, lane.resources) };
      leaves.set(lane.key, leaf);
    }
    return leaf;
  }

  const shareOf = ({ here, elsewhere }: Node, more?: Amounts): number => {
    let share = 0;
    for (let i = 0; i < SIZE; i++) {
      const used = at(here, i) + at(elsewhere, i) + (more ? at(more, i) : 0);
      if (used > 0 && i !== DISK) share = Math.max(share, used / Math.max(at(capacity, i), 1));
    }
    return share;
  };

  function gate(lane: ShareLane): Gate {
    const { path, ask } = leafOf(lane);
    for (const node of path) {
      const { queue } = node;
      if (queue?.isPaused) return { kind: 'paused', queue: queue.name };
      if (node.max >= 1 || slotsOf(node) === 0) continue;
      if (shareOf(node, ask) > node.max + ROUNDING)
        return { kind: 'max_share', queue: node.name, used: shareOf(node), max: node.max };
    }
    return OPEN;
  }

  /** Negative: a goes first. Below its guarantee, what is missing counts; above it, what is used for the weight. */
  function order(a: Node, b: Node): number {
    const [shareA, shareB] = [shareOf(a), shareOf(b)];
    const [owedA, owedB] = [shareA + ROUNDING < a.min, shareB + ROUNDING < b.min];
    if (owedA !== owedB) return owedA ? -1 : 1;
    const by = owedA ? shareA / a.min - shareB / b.min : shareA / a.weight - shareB / b.weight;
    return Math.abs(by) < ROUNDING ? 0 : by;
  }

  function first<L extends ShareLane>(lanes: readonly L[], rankOf: (lane: L) => number): L | undefined {
    const oldest = (some: readonly L[]): L | undefined => leastOf(some, (a, b) => rankOf(a) - rankOf(b));
    let pool = lanes;
    for (let depth = 1; pool.length > 1; depth++) {
      const groups = new Map<Node | undefined, L[]>();
      for (const lane of pool) {
        const node = leafOf(lane).path[depth];
        const group = groups.get(node);
        if (group) group.push(lane);
        else groups.set(node, [lane]);
      }
      // Lanes of one project: the age of their tasks decides.
      if (groups.has(undefined)) break;
      const rivals = Array.from(groups as Map<Node, L[]>, ([node, of]) => ({
        node,
        of,
        rank: rankOf(oldest(of) as L),
      }));
      const best = leastOf(rivals, (a, b) => order(a.node, b.node) || a.rank - b.rank);
      pool = (best as (typeof rivals)[number]).of;
    }
    return oldest(pool);
  }

  const count = (lane: ShareLane, times: number, field: 'here' | 'elsewhere'): void => {
    const { path, ask } = leafOf(lane);
    for (const node of path) for (let i = 0; i < SIZE; i++) node[field][i] = at(node[field], i) + at(ask, i) * times;
  };

  for (const { name } of queues) queueNode(name);
  return {
    isUnbounded: !queues.some(({ isPaused, maxShare }) => isPaused || maxShare < 1),
    setCapacity(slots, resources) {
      for (const [i, amount] of amountsOf(slots, resources).entries()) capacity[i] = amount;
    },
    setElsewhere(running) {
      clear(root);
      for (const { lane, count: times } of running.values()) count(lane, times, 'elsewhere');
    },
    add: (lane, times) => count(lane, times, 'here'),
    gate,
    first,
    standing(queue) {
      const node = queueNode(queue);
      return { used: shareOf(node), slots: slotsOf(node) };
    },
    pointMs: (queue) => (specs.get(queue) ?? plainQueue(queue)).pointMs,
  };
}

function leastOf<T>(items: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  let least: T | undefined;
  for (const item of items) if (least === undefined || compare(item, least) < 0) least = item;
  return least;
}

const zeros = (): Amounts => Array.from({ length: SIZE }, () => 0);
const at = (amounts: Amounts, i: number): number => amounts[i] as number;
const slotsOf = ({ here, elsewhere }: Node): number => at(here, 0) + at(elsewhere, 0);
const amountsOf = (slots: number, resources: Resources): Amounts => [
  slots,
  ...RESOURCE_NAMES.map((name) => resources[name] ?? 0),
];

function newNode(
  name: string,
  parent: Node | undefined,
  { weight, queue }: { readonly weight: number; readonly queue?: QueueSpec },
): Node {
  return {
    name,
    parent,
    queue,
    weight,
    min: queue?.minShare ?? 0,
    max: queue?.maxShare ?? 1,
    children: new Map(),
    here: zeros(),
    elsewhere: zeros(),
  };
}

function pathOf(leaf: Node): readonly Node[] {
  const path: Node[] = [];
  for (let node: Node | undefined = leaf; node; node = node.parent) path.unshift(node);
  return path;
}

function clear(node: Node): void {
  node.elsewhere.fill(0);
  for (const child of node.children.values()) clear(child);
}
