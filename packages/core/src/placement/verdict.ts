/**
 * Whether a worker may be given a task now. The dispatcher picks workers by it and an explanation shows it, worker
 * by worker, so that the two cannot differ.
 */

/** What a worker must be and offer. */
export interface WorkerNeeds {
  readonly group: string;
  /** A task type, or `function:<handler>`. */
  readonly capability: string;
}

export interface WorkerStanding {
  readonly group: string;
  readonly capabilities: ReadonlySet<string>;
  /** Not heard of for about two heartbeats: its lease may be gone. */
  readonly isSilent: boolean;
  readonly isDraining: boolean;
  /** Assignments that it may still be sent. */
  readonly room: number;
}

/** From what no time will change to what the next moment may. */
export type WorkerVerdict = 'other_group' | 'lacks_capability' | 'silent' | 'draining' | 'full' | 'fits';

export function isCapable(worker: Pick<WorkerStanding, 'group' | 'capabilities'>, needs: WorkerNeeds): boolean {
  return worker.group === needs.group && worker.capabilities.has(needs.capability);
}

export function verdictOn(worker: WorkerStanding, needs: WorkerNeeds): WorkerVerdict {
  if (!isCapable(worker, needs)) return worker.group === needs.group ? 'lacks_capability' : 'other_group';
  if (worker.isSilent) return 'silent';
  if (worker.isDraining) return 'draining';
  return worker.room > 0 ? 'fits' : 'full';
}
