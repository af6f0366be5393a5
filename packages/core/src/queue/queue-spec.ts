/** Queues as the engine asks them, made from their documents; and what must hold between them. */
import type { QueueDocument } from '../definition/queue-document.ts';
import { durationMs } from '../definition/units.ts';
import { type Said, said } from '../said.ts';
import { PRIORITY_POINT_MS } from './rank.ts';

export interface QueueSpec {
  readonly name: string;
  readonly parent: string | undefined;
  readonly weight: number;
  /** Of all that the workers have: 0 to 1. */
  readonly minShare: number;
  readonly maxShare: number;
  readonly isPaused: boolean;
  /** What one point of priority is worth in waiting. */
  readonly pointMs: number;
  readonly tenants: Readonly<Record<string, number>>;
  readonly projects: Readonly<Record<string, number>>;
}

export const plainQueue = (name: string): QueueSpec => ({
  name,
  parent: undefined,
  weight: 1,
  minShare: 0,
  maxShare: 1,
  isPaused: false,
  pointMs: PRIORITY_POINT_MS,
  tenants: {},
  projects: {},
});

export function compileQueue(document: QueueDocument, isPaused: boolean): QueueSpec {
  const plain = plainQueue(document.name);
  return {
    ...plain,
    parent: document.parent,
    weight: document.weight ?? plain.weight,
    minShare: parseShare(document.minShare) ?? plain.minShare,
    maxShare: parseShare(document.maxShare) ?? plain.maxShare,
    isPaused,
    pointMs: durationMs(document.ageing) ?? plain.pointMs,
    tenants: document.tenants ?? plain.tenants,
    projects: document.projects ?? plain.projects,
  };
}

/** `25%` as 0.25. */
export function parseShare(text: string | undefined): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,2})?)%$/.exec(text ?? '');
  const percent = match ? Number(match[1]) : undefined;
  return percent === undefined || percent > 100 ? undefined : percent / 100;
}

/** Why these queues cannot stand beside each other; undefined: they can. */
export function queuesFault(
  queues: readonly QueueSpec[],
): { readonly queue: string; readonly field: 'parent' | 'minShare'; readonly message: Said } | undefined {
  const byName = new Map(queues.map((queue) => [queue.name, queue]));
  for (const queue of queues) {
    if (queue.parent === undefined) continue;
    if (!byName.has(queue.parent))
      return { queue: queue.name, field: 'parent', message: said`there is no queue "${queue.parent}"` };
    if (isInRing(queue, byName))
      return { queue: queue.name, field: 'parent', message: said`the queue "${queue.name}" would be a part of itself` };
  }
  for (const parent of [undefined, ...byName.values()]) {
    const children = queues.filter((queue) => queue.parent === parent?.name);
    const sum = children.reduce((total, { minShare }) => total + minShare, 0);
    const most = parent === undefined || parent.minShare === 0 ? (parent?.maxShare ?? 1) : parent.minShare;
    if (sum <= most + ROUNDING) continue;
    const where = parent === undefined ? said`all workers` : said`its parent "${parent.name}"`;
    return {
      queue: (children.at(-1) as QueueSpec).name,
      field: 'minShare',
      message: said`the guarantees of ${children.map(({ name }) => name).join(', ')} are ${percent(sum)} together, more than the ${percent(most)} of ${where}`,
    };
  }
  return undefined;
}

const ROUNDING = 1e-9;
const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

function isInRing(queue: QueueSpec, byName: ReadonlyMap<string, QueueSpec>): boolean {
  let above = queue.parent;
  for (let i = 0; above !== undefined && i <= byName.size; i++) {
    if (above === queue.name) return true;
    above = byName.get(above)?.parent;
  }
  return above !== undefined;
}
