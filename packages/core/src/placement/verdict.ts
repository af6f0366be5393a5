/**
 * Whether a worker may be given a task now. The dispatcher picks workers by it and an explanation shows it, worker
 * by worker, so that the two cannot differ.
 */
import { DISK_FULL, DISK_LABEL, HOST_LABEL, type Labels, unmatchedLabel, WORKER_LABEL } from './labels.ts';
import { lackingResource, minusResources, type Resources } from './resources.ts';
import type { Selector } from './selector.ts';

/** What a worker must be and offer. */
export interface WorkerNeeds {
  readonly group: string;
  /** A task type, or `function:<handler>`. */
  readonly capability: string;
  readonly selector: Selector;
  readonly resources: Resources;
}

export interface WorkerOffer {
  readonly name: string;
  readonly group: string;
  readonly capabilities: ReadonlySet<string>;
  /** With those that every worker has: {@link ownLabels}. */
  readonly labels: Labels;
  /** What it has beside slots. */
  readonly resources: Resources;
}

export interface WorkerStanding extends WorkerOffer {
  /** Not heard of for about two heartbeats: its lease may be gone. */
  readonly isSilent: boolean;
  readonly isDraining: boolean;
  /** Assignments that it may still be sent. */
  readonly room: number;
  /** Of its resources, what its attempts asked for. */
  readonly used: Resources;
}

/** From what no time will change to what the next moment may. */
export type WorkerVerdict =
  | 'other_group'
  | 'lacks_capability'
  | 'lacks_label'
  | 'lacks_resource'
  | 'silent'
  | 'draining'
  | 'disk_full'
  | 'full'
  | 'resource_in_use'
  | 'fits';

/** @param labels as it announced them */
export const ownLabels = (worker: { readonly name: string; readonly host: string }, labels: Labels): Labels => ({
  ...labels,
  [WORKER_LABEL]: worker.name,
  [HOST_LABEL]: worker.host,
});

export const isDiskFull = ({ labels }: Pick<WorkerOffer, 'labels'>): boolean => labels[DISK_LABEL] === DISK_FULL;

/** With or without the label that says it. */
export function withDisk(labels: Labels, isFull: boolean): Labels {
  const { [DISK_LABEL]: _, ...others } = labels;
  return isFull ? { ...others, [DISK_LABEL]: DISK_FULL } : others;
}

/** What no time will change: undefined when it could be given the task. */
export function incapability(
  worker: WorkerOffer,
  needs: WorkerNeeds,
): Extract<WorkerVerdict, 'other_group' | `lacks_${string}`> | undefined {
  if (worker.group !== needs.group) return 'other_group';
  if (!worker.capabilities.has(needs.capability)) return 'lacks_capability';
  if (unmatchedLabel(needs.selector.labels, worker.labels) !== undefined) return 'lacks_label';
  return lackingResource(needs.resources, worker.resources) === undefined ? undefined : 'lacks_resource';
}

export const isCapable = (worker: WorkerOffer, needs: WorkerNeeds): boolean =>
  incapability(worker, needs) === undefined;

export function verdictOn(worker: WorkerStanding, needs: WorkerNeeds): WorkerVerdict {
  const incapable = incapability(worker, needs);
  if (incapable) return incapable;
  if (worker.isSilent) return 'silent';
  if (worker.isDraining) return 'draining';
  if (isDiskFull(worker)) return 'disk_full';
  if (worker.room <= 0) return 'full';
  return missingNow(worker, needs) === undefined ? 'fits' : 'resource_in_use';
}

/** Of what it asks for, what others use. */
export const missingNow = (worker: WorkerStanding, needs: WorkerNeeds) =>
  lackingResource(needs.resources, minusResources(worker.resources, worker.used));
