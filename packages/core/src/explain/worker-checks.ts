/**
 * Which workers could have a task run, which of them have room now, and when it is its turn. Workers are judged by
 * `verdictOn`, as the dispatcher does.
 */
import { unmatchedLabel } from '../placement/labels.ts';
import { lackingResource, resourcesText } from '../placement/resources.ts';
import { strictlyMeant } from '../placement/strategy.ts';
import {
  isCapable,
  isDiskFull,
  missingNow,
  verdictOn,
  type WorkerNeeds,
  type WorkerVerdict,
} from '../placement/verdict.ts';
import { blocked, type Check, type Evidence, orNone, passed } from './check.ts';
import type { RunFacts, WorkerFacts } from './facts.ts';
import { startWorker } from './fixes.ts';
import { once } from './once.ts';
import * as queues from './queue-checks.ts';
import { type Subject, stateOf } from './subject.ts';

const SHOWN_WORKERS = 50;

type Judged = WorkerVerdict | 'not_meant' | 'gone';

/** What it asks of a worker: as its lane has it, once it stands in one. */
const needsOf = ({ task, row }: Pick<Subject, 'task' | 'row'>): WorkerNeeds => row?.line?.lane ?? task.requirement;

interface JudgedWorker {
  readonly worker: WorkerFacts;
  readonly verdict: Judged;
}

const CAN: ReadonlySet<Judged> = new Set(['full', 'resource_in_use', 'fits']);

/** Every worker with the verdict that the dispatcher would come to on it. */
function judgedWorkers(all: readonly WorkerFacts[], needs: WorkerNeeds): readonly JudgedWorker[] {
  const online = all.filter(
    (worker) =>
      !worker.isGone && !worker.isSilent && !worker.isDraining && !isDiskFull(worker) && isCapable(worker, needs),
  );
  const meant = strictlyMeant(needs.selector, online);
  return all.map((worker) => {
    const verdict = worker.isGone ? 'gone' : verdictOn(worker, needs);
    return {
      worker,
      verdict: CAN.has(verdict) && meant !== undefined && worker.name !== meant ? 'not_meant' : verdict,
    };
  });
}

/** How workers stand to all task runs that ask the same of them. */
const standingsIn = once(({ workers }: RunFacts) =>
  once((needs: WorkerNeeds) => {
    const judged = judgedWorkers(workers, needs);
    const able = judged.filter(({ verdict }) => CAN.has(verdict));
    const count = (wanted: Judged): number => judged.filter(({ verdict }) => verdict === wanted).length;
    return {
      needs,
      fitting: able.find(({ verdict }) => verdict === 'fits')?.worker.name,
      isAnyAble: able.length > 0,
      table: workerTable(judged, needs),
      ableTable: workerTable(able, needs),
      slots: able.reduce((sum, { worker }) => sum + worker.slots, 0),
      // A worker that is full may have said so before all that it was given since.
      busy: able.reduce(
        (sum, { worker, verdict }) => sum + (verdict === 'full' ? worker.slots : Math.min(worker.busy, worker.slots)),
        0,
      ),
      short: shortOf(able, needs),
      lacking: {
        asks: asksOf(needs),
        workers: judged.length - count('gone'),
        lacking: orNone(count('lacks_capability')),
        otherGroup: orNone(count('other_group')),
        lackingLabel: orNone(count('lacks_label')),
        lackingResource: orNone(count('lacks_resource')),
        draining: orNone(count('draining')),
        diskFull: orNone(count('disk_full')),
        silent: orNone(count('silent')),
        gone: orNone(count('gone')),
      },
      fix: startWorker(needs),
    };
  }),
);

const standing = (subject: Subject) => standingsIn(subject.run)(needsOf(subject));

export const fairShare = (subject: Subject): Check | undefined =>
  subject.row?.isClaimable ? queues.fairShare(subject, standing(subject).fitting !== undefined) : undefined;

export function capableWorker(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable) return undefined;
  const { needs, isAnyAble, table, lacking, fix } = standing(subject);
  if (isAnyAble) return passed('NO_CAPABLE_WORKER', { evidence: table });
  return blocked('NO_CAPABLE_WORKER', {
    params: { capability: needs.capability, group: needs.group, ...lacking },
    evidence: table,
    since: row.readyAt,
    fix,
  });
}

export function turn(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable || !row.line) return undefined;
  const { ahead, isCut, isOvertaken } = row.line;
  const { fitting, fix } = standing(subject);
  const params = { ahead: `${ahead}${isCut ? '+' : ''}` };
  if (ahead === 0 || !(isOvertaken || fitting !== undefined)) return passed('PRIORITY', { params });
  return blocked('PRIORITY', { params, since: row.readyAt, fix });
}

export function capacity(subject: Subject): Check | undefined {
  const { row } = subject;
  if (!row?.isClaimable) return undefined;
  const { isAnyAble, fitting, busy, slots, short, ableTable, fix } = standing(subject);
  if (!isAnyAble) return undefined;
  if (fitting !== undefined) return passed('NO_CAPACITY');
  const line = row.line;
  return blocked('NO_CAPACITY', {
    params: {
      busy,
      slots,
      short,
      ahead: line && line.ahead > 0 ? `${line.ahead}${line.isCut ? '+' : ''}` : undefined,
    },
    evidence: ableTable,
    since: row.readyAt,
    fix,
  });
}

/** The platform's own turn: everything was passed, and it was not taken up yet. */
export function takenUp(subject: Subject): Check | undefined {
  const { row, run } = subject;
  const state = stateOf(subject);
  if ((state === 'paused' && row?.isClaimable !== true) || run.state === 'queued') return undefined;
  const fitting = row?.isClaimable ? standing(subject).fitting : undefined;
  const isDue = (state === 'waiting' || state === 'retrying') && row?.isDue === true;
  const waited = isDue || state === 'pending' || row?.isArriving === true;
  if (fitting === undefined && !waited) return undefined;
  return blocked('PLATFORM', { params: { worker: fitting }, since: row?.readyAt ?? row?.dueAt ?? run.createdAt });
}

/** Of the worker with most room, what others use of what it asks for. */
function shortOf(able: readonly JudgedWorker[], needs: WorkerNeeds): string | undefined {
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
  'disk_full',
  'silent',
  'lacks_resource',
  'lacks_label',
  'lacks_capability',
  'other_group',
  'gone',
];

/** The nearest to being of use first. */
function workerTable(judged: readonly JudgedWorker[], needs: WorkerNeeds): readonly Evidence[] {
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
