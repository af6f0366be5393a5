/**
 * Which workers could have a task run, which of them have room now, and when it is its turn. Workers are judged by
 * `verdictOn`, as the dispatcher does.
 */
import { unmatchedLabel } from '../placement/labels.ts';
import { lackingResource, resourcesText } from '../placement/resources.ts';
import { strictlyMeant } from '../placement/strategy.ts';
import { isCapable, missingNow, verdictOn, type WorkerNeeds, type WorkerVerdict } from '../placement/verdict.ts';
import { blocked, type Check, type Evidence, orNone, passed } from './check.ts';
import type { WorkerFacts } from './facts.ts';
import { startWorker } from './fixes.ts';
import * as queues from './queue-checks.ts';
import { type Subject, stateOf } from './subject.ts';

const SHOWN_WORKERS = 50;

type Judged = WorkerVerdict | 'not_meant' | 'gone';

/** What it asks of a worker: as its lane has it, once it stands in one. */
const needsOf = ({ task, row }: Pick<Subject, 'task' | 'row'>): WorkerNeeds => row?.line?.lane ?? task.requirement;

/** Every worker with the verdict that the dispatcher would come to on it. */
export function judgedWorkers(
  subject: Pick<Subject, 'run' | 'task' | 'row'>,
): readonly { readonly worker: WorkerFacts; readonly verdict: Judged }[] {
  const needs = needsOf(subject);
  const online = subject.run.workers.filter(
    (worker) => !worker.isGone && !worker.isSilent && !worker.isDraining && isCapable(worker, needs),
  );
  const meant = strictlyMeant(needs.selector, online);
  return subject.run.workers.map((worker) => {
    const verdict = worker.isGone ? 'gone' : verdictOn(worker, needs);
    return {
      worker,
      verdict: CAN.has(verdict) && meant !== undefined && worker.name !== meant ? 'not_meant' : verdict,
    };
  });
}

export const queueOpen = ({ row, run }: Subject): Check | undefined => queues.queueOpen({ row, queues: run.queues });

export function fairShare(subject: Subject): Check | undefined {
  const { row, run } = subject;
  const hasRoom = judgedWorkers(subject).some(({ verdict }) => verdict === 'fits');
  return queues.fairShare({ row, queues: run.queues }, run.workers, hasRoom);
}

const CAN: ReadonlySet<Judged> = new Set(['full', 'resource_in_use', 'fits']);

export function capableWorker(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable) return undefined;
  const judged = judgedWorkers(subject);
  const needs = needsOf(subject);
  const evidence = workerTable(judged, needs);
  if (judged.some(({ verdict }) => CAN.has(verdict))) return passed('NO_CAPABLE_WORKER', { evidence });
  const count = (wanted: Judged): number => judged.filter(({ verdict }) => verdict === wanted).length;
  return blocked('NO_CAPABLE_WORKER', {
    params: {
      capability: needs.capability,
      group: needs.group,
      asks: asksOf(needs),
      workers: judged.length - count('gone'),
      lacking: orNone(count('lacks_capability')),
      otherGroup: orNone(count('other_group')),
      lackingLabel: orNone(count('lacks_label')),
      lackingResource: orNone(count('lacks_resource')),
      draining: orNone(count('draining')),
      silent: orNone(count('silent')),
      gone: orNone(count('gone')),
    },
    evidence,
    since: row.readyAt,
    fix: startWorker(needsOf(subject)),
  });
}

export function turn(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable || !row.line) return undefined;
  const { ahead, isCut, isOvertaken } = row.line;
  const hasRoom = judgedWorkers(subject).some(({ verdict }) => verdict === 'fits');
  const params = { ahead: `${ahead}${isCut ? '+' : ''}` };
  if (ahead === 0 || !(isOvertaken || hasRoom)) return passed('PRIORITY', { params });
  return blocked('PRIORITY', { params, since: row.readyAt, fix: startWorker(needsOf(subject)) });
}

export function capacity(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable) return undefined;
  const able = judgedWorkers(subject).filter(({ verdict }) => CAN.has(verdict));
  if (able.length === 0) return undefined;
  if (able.some(({ verdict }) => verdict === 'fits')) return passed('NO_CAPACITY');
  const slots = able.reduce((sum, { worker }) => sum + worker.slots, 0);
  const busy = able.reduce((sum, { worker }) => sum + Math.min(worker.busy, worker.slots), 0);
  const line = row.line;
  return blocked('NO_CAPACITY', {
    params: {
      busy,
      slots,
      short: shortOf(able, needsOf(subject)),
      ahead: line && line.ahead > 0 ? `${line.ahead}${line.isCut ? '+' : ''}` : undefined,
    },
    evidence: workerTable(able, needsOf(subject)),
    since: row.readyAt,
    fix: startWorker(needsOf(subject)),
  });
}

/** The platform's own turn: everything was passed, and it was not taken up yet. */
export function takenUp(subject: Subject): Check | undefined {
  const { row, run } = subject;
  const state = stateOf(subject);
  if ((state === 'paused' && row?.isClaimable !== true) || run.state === 'queued') return undefined;
  const fitting = row?.isClaimable
    ? judgedWorkers(subject).find(({ verdict }) => verdict === 'fits')?.worker.name
    : undefined;
  const isDue = (state === 'waiting' || state === 'retrying') && row?.isDue === true;
  const waited = isDue || state === 'pending' || row?.isArriving === true;
  if (fitting === undefined && !waited) return undefined;
  return blocked('PLATFORM', { params: { worker: fitting }, since: row?.readyAt ?? row?.dueAt ?? run.createdAt });
}

/** Of the worker with most room, what others use of what it asks for. */
function shortOf(able: ReturnType<typeof judgedWorkers>, needs: WorkerNeeds): string | undefined {
  const best = able
    .filter(({ verdict }) => verdict === 'resource_in_use')
    .sort((a, b) => b.worker.room - a.worker.room);
  return best[0] && missingNow(best[0].worker, needs);
}

function asksOf({ selector, resources }: WorkerNeeds): string | undefined {
  const labels = Object.entries(selector.labels).map(([name, match]) =>
    typeof match === 'string' ? `${name}=${match}` : `${name} ${JSON.stringify(match)}`,
  );
  return [...labels, resourcesText(resources)].filter(Boolean).join(', ') || undefined;
}

/** What of it a worker lacks, or what others use. */
function lackOf(worker: WorkerFacts, verdict: Judged, needs: WorkerNeeds): string | undefined {
  if (verdict === 'lacks_label') return unmatchedLabel(needs.selector.labels, worker.labels);
  if (verdict === 'lacks_resource') return lackingResource(needs.resources, worker.resources);
  return verdict === 'resource_in_use' ? missingNow(worker, needs) : undefined;
}

const ORDER: readonly Judged[] = [
  'fits',
  'resource_in_use',
  'full',
  'not_meant',
  'draining',
  'silent',
  'lacks_resource',
  'lacks_label',
  'lacks_capability',
  'other_group',
  'gone',
];

/** The nearest to being of use first. */
function workerTable(judged: ReturnType<typeof judgedWorkers>, needs: WorkerNeeds): readonly Evidence[] {
  return [...judged]
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
    .slice(0, SHOWN_WORKERS)
    .map(({ worker, verdict }) => ({
      kind: 'worker',
      name: worker.name,
      is: verdict,
      params: {
        group: worker.group,
        slots: worker.slots,
        busy: worker.busy,
        room: Math.max(0, worker.room),
        ...(lackOf(worker, verdict, needs) === undefined ? {} : { lacks: lackOf(worker, verdict, needs) as string }),
      },
    }));
}
