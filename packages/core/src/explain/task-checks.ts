/**
 * What the engine asks of a task run before it begins, in its order. A check gives its verdict, or nothing where
 * it does not apply. None of them decides by itself: rules are judged by `judge`, workers by `verdictOn`, and the
 * conditions of the store's statements stand in the facts.
 */
import type { PlanTask } from '../dag/plan.ts';
import { type Counters, judge } from '../dag/rules.ts';
import type { Phase } from '../definition/document-tasks.ts';
import { unmatchedLabel } from '../placement/labels.ts';
import { lackingResource, resourcesText } from '../placement/resources.ts';
import { strictlyMeant } from '../placement/strategy.ts';
import { isCapable, missingNow, verdictOn, type WorkerNeeds, type WorkerVerdict } from '../placement/verdict.ts';
import { comesBefore } from '../run/phases.ts';
import { isFinalTaskState, type TaskRunState } from '../run/states.ts';
import { blocked, type Check, type Evidence, passed } from './check.ts';
import type { RunFacts, TaskFacts, WorkerFacts } from './facts.ts';
import { approve, explainUpstream, resumeRun, resumeTask, retryTask, showWorkers, startWorker } from './fixes.ts';
import * as queues from './queue-checks.ts';
import { askedBy } from './run-checks.ts';

/** A task run without a row is pending, and nothing has been counted at it. */
export interface Subject {
  readonly run: RunFacts;
  readonly task: PlanTask;
  readonly row: TaskFacts | undefined;
}

const SHOWN_TASKS = 5;
const SHOWN_WORKERS = 50;

const orNone = (count: number): number | undefined => (count > 0 ? count : undefined);
const stateOf = ({ row }: Subject): TaskRunState => row?.state ?? 'pending';

export function workerAlive({ row }: Subject): Check | undefined {
  if (!row?.holder) return undefined;
  const { worker, leaseUntil, isSilent } = row.holder;
  if (!isSilent) return passed('WORKER_LOST');
  return blocked('WORKER_LOST', {
    params: { worker, until: leaseUntil?.toISOString() },
    evidence: [{ kind: 'worker', name: worker, is: leaseUntil ? 'silent' : 'gone' }],
    since: row.startedAt ?? row.dispatchedAt,
    eta: leaseUntil,
    fix: showWorkers,
  });
}

export function taskStopping({ row }: Subject): Check | undefined {
  if (row?.state !== 'stopping') return undefined;
  const worker = row.holder?.worker;
  return blocked('STOPPING', {
    params: { ...askedBy(row.reason?.params), worker },
    evidence: worker === undefined ? [] : [{ kind: 'worker', name: worker, is: 'asked' }],
    since: row.stopAt,
  });
}

export function taskPaused({ run, task, row }: Subject): Check | undefined {
  if (!row || (row.state !== 'paused' && row.pausedAt === undefined)) return undefined;
  if (row.state !== 'paused' || row.isClaimable) return passed('PAUSED');
  return blocked('PAUSED', {
    params: { level: 'task', ...askedBy(row.reason?.params) },
    since: row.pausedAt,
    fix: run.plan.solo ? resumeRun(run.runId) : resumeTask(run.runId, task.no, task.id),
  });
}

/** What runs when the others have ended, and how they did. */
export function phaseReached({ run, task }: Subject): Check | undefined {
  if (task.phase === 'compensate' && run.phase === 'compensate') return compensationTurn(run, task);
  if (!comesBefore(run.phase, task.phase)) return undefined;
  const open = run.plan.tasks.filter(({ phase, no }) => isBefore(phase, task.phase) && isOpen(run, no));
  return waitsFor(run, open, { phase: task.phase });
}

/** Compensations have a row from when it is their turn. */
const isBefore = (one: Phase, other: Phase): boolean => one !== 'compensate' && comesBefore(one, other);

/** They run one after the other, and those of tasks that did not succeed never. */
function compensationTurn(run: RunFacts, task: PlanTask): Check | undefined {
  if (run.tasks.has(task.no)) return undefined;
  const undone = run.plan.compensations.find(({ by }) => by === task.no)?.of ?? -1;
  if (run.tasks.get(undone)?.state !== 'success') return passed('ENDED', { params: { state: 'not_started' } });
  const open = run.plan.tasks.filter(({ no, phase }) => phase === 'compensate' && run.tasks.has(no) && isOpen(run, no));
  return waitsFor(run, open, { phase: task.phase });
}

const isOpen = (run: RunFacts, taskNo: number): boolean => !isFinalTaskState(run.tasks.get(taskNo)?.state ?? 'pending');

export function upstreams({ run, task, row }: Subject): Check | undefined {
  if (task.upstreams.length === 0 || (row && row.state !== 'pending' && row.heldState !== 'pending')) return undefined;
  const verdict = judge(task.rule, row?.counters ?? noneEnded(task));
  if (verdict !== 'wait') return passed('DEP_UPSTREAM');
  const open = task.upstreams.filter((no) => isOpen(run, no)).map((no) => run.plan.tasks[no] as PlanTask);
  return waitsFor(run, open, { rule: task.ruleWhen ?? (task.rule === 'all_success' ? undefined : task.rule) });
}

const noneEnded = (task: PlanTask): Counters => ({
  need: task.upstreams.length,
  ok: 0,
  failed: 0,
  upstreamFailed: 0,
  skipped: 0,
});

function waitsFor(
  run: RunFacts,
  open: readonly PlanTask[],
  params: { rule?: string | undefined; phase?: string },
): Check {
  const [first] = open;
  const evidence = open.map(({ no, id }): Evidence => {
    const upstream = run.tasks.get(no);
    const at = upstream?.startedAt ?? upstream?.dueAt;
    return {
      kind: 'task',
      name: id,
      is: upstream?.state ?? 'pending',
      ...(at && { params: { at: at.toISOString() } }),
    };
  });
  return blocked('DEP_UPSTREAM', {
    params: {
      tasks: open
        .slice(0, SHOWN_TASKS)
        .map(({ id }) => id)
        .join(', '),
      more: orNone(open.length - SHOWN_TASKS),
      ...params,
    },
    evidence,
    since: run.createdAt,
    fix: first && explainUpstream(run.runId, first.no, first.id),
  });
}

function awaitsApproval({ reason, dueAt, readyAt }: TaskFacts): Check {
  const id = reason?.params?.['approval'];
  return blocked('APPROVAL', {
    params: { until: dueAt?.toISOString() },
    since: readyAt,
    fix: typeof id === 'string' ? approve(id) : undefined,
  });
}

export function timeCome({ row }: Subject): Check | undefined {
  if (row?.state !== 'waiting' || row.wait) return undefined;
  if (row.reason?.code === 'APPROVAL') return awaitsApproval(row);
  if (row.isDue) return passed('NOT_DUE');
  const asked = row.reason?.params?.['until'];
  const until = typeof asked === 'string' ? new Date(asked) : row.dueAt;
  return blocked('NOT_DUE', { params: { until: until?.toISOString() }, since: row.readyAt, eta: until });
}

export function backoffOver({ run, task, row }: Subject): Check | undefined {
  if (row?.state !== 'retrying') return undefined;
  const code = row.reason?.code === 'SECRET_STORE_AWAY' ? 'SECRET_STORE_AWAY' : 'RETRY_BACKOFF';
  if (row.isDue) return passed(code);
  const until = row.dueAt?.toISOString();
  const attempts = task.retry.rules ? undefined : task.retry.max + 1 + (row.attempt - row.tries);
  return blocked(code, {
    params:
      code === 'SECRET_STORE_AWAY'
        ? { until }
        : { attempt: row.attempt + 1, attempts, until, error: row.lastError?.code },
    evidence: row.lastError ? [{ kind: 'fact', name: 'last_error', is: row.lastError.code }] : [],
    since: row.readyAt,
    eta: row.dueAt,
    fix: retryTask(run.runId, task.no, task.id),
  });
}

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

export function acknowledged({ row }: Subject): Check | undefined {
  if (row?.state !== 'starting') return undefined;
  const worker = row.holder?.worker;
  return blocked('DISPATCHED', {
    params: { worker: worker ?? '' },
    evidence: worker === undefined ? [] : [{ kind: 'worker', name: worker, is: 'asked' }],
    since: row.dispatchedAt,
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
