/**
 * What the engine asks of a task run before it begins, in its order. A check gives its verdict, or nothing where
 * it does not apply. None of them decides by itself: rules are judged by `judge`, and the conditions of the store's
 * statements stand in the facts. What it asks of workers: worker-checks.ts.
 */
import type { Plan, PlanTask } from '../dag/plan.ts';
import { type Counters, judge } from '../dag/rules.ts';
import type { Phase } from '../definition/document-tasks.ts';
import { comesBefore } from '../run/phases.ts';
import { isFinalTaskState } from '../run/states.ts';
import { blocked, type Check, type Evidence, orNone, passed } from './check.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { approve, explainUpstream, resumeRun, resumeTask, retryTask, showWorkers } from './fixes.ts';
import { once } from './once.ts';
import { askedBy } from './run-checks.ts';
import type { Subject } from './subject.ts';

const SHOWN_TASKS = 5;
/** Upstreams that are listed as evidence. */
const SHOWN_UPSTREAMS = 100;

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
  return waitsFor(run, openBefore(run)(task.phase), { phase: task.phase });
}

/** Compensations have a row from when it is their turn. */
const isBefore = (one: Phase, other: Phase): boolean => one !== 'compensate' && comesBefore(one, other);

/** They run one after the other, and those of tasks that did not succeed never. */
function compensationTurn(run: RunFacts, task: PlanTask): Check | undefined {
  if (run.tasks.has(task.no)) return undefined;
  const undone = undoneBy(run.plan).get(task.no) ?? -1;
  if (run.tasks.get(undone)?.state !== 'success') return passed('ENDED', { params: { state: 'not_started' } });
  return waitsFor(run, openCompensations(run), { phase: task.phase });
}

const isOpen = (run: RunFacts, taskNo: number): boolean => !isFinalTaskState(run.tasks.get(taskNo)?.state ?? 'pending');

const openTasks = once((run: RunFacts) => run.plan.tasks.filter(({ no }) => isOpen(run, no)));
const openBefore = once((run: RunFacts) => {
  const known = new Map<Phase, readonly PlanTask[]>();
  return (phase: Phase): readonly PlanTask[] => {
    const open = known.get(phase) ?? openTasks(run).filter((task) => isBefore(task.phase, phase));
    known.set(phase, open);
    return open;
  };
});
const openCompensations = once((run: RunFacts) =>
  openTasks(run).filter(({ no, phase }) => phase === 'compensate' && run.tasks.has(no)),
);
const undoneBy = once(({ compensations }: Plan) => new Map(compensations.map(({ by, of }) => [by, of])));

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
  const evidence = open.slice(0, SHOWN_UPSTREAMS).map(({ no, id }): Evidence => {
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

export function acknowledged({ row }: Subject): Check | undefined {
  if (row?.state !== 'starting') return undefined;
  const worker = row.holder?.worker;
  return blocked('DISPATCHED', {
    params: { worker: worker ?? '' },
    evidence: worker === undefined ? [] : [{ kind: 'worker', name: worker, is: 'asked' }],
    since: row.dispatchedAt,
  });
}
