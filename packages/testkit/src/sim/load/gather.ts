/** The history of what was played, from the model's tables and what stood outside of them. */
import { compilePlan } from '@carillon/core';
import type { EndFact, EventStep, History, NoticeFact, RunFact, ScheduleFact, TaskFact } from '../checks/history.ts';
import type { AttemptEndRow, RunRow, ScheduleRow, TaskEndRow } from '../store/rows.ts';
import type { Tables } from '../store/tables.ts';
import { EPOCH } from '../world/sim-world.ts';
import type { Played } from './play.ts';
import { timesOf, VERSIONS } from './workflows.ts';

const tasks = new Map<number, readonly TaskFact[]>(
  VERSIONS.map(({ key, document }) => {
    const plan = compilePlan(document, {});
    const undoes = new Map(plan.compensations.map(({ of, by }) => [by, of]));
    const facts = plan.tasks.map(({ no, id, rule, upstreams, allowFailure, phase }) => ({
      most: document.tasks[id]?.concurrency?.max,
      no,
      id,
      rule,
      upstreams,
      allowFailure,
      isMain: phase === 'tasks',
      undoes: undoes.get(no),
    }));
    return [key, facts];
  }),
);

const endOf = (row: AttemptEndRow): EndFact => ({
  runId: row.runId,
  taskNo: row.taskNo,
  state: row.state,
  attemptNo: row.attemptNo,
  attemptId: row.attemptId,
  fence: row.fence,
  reason: row.reason?.code,
  seenAt: row.seenAt,
  endedAt: row.endedAt,
});

/** As people write it into what they send, and a wait says what came. */
const signalIn = (output: TaskEndRow['output']): string | undefined => {
  const named = output?.['signal'];
  return typeof named === 'string' ? named : undefined;
};

const openRun = ({ id, state, versionKey, triggerKind, workflowKey, logicalTime }: RunRow): RunFact => ({
  id,
  state,
  versionKey,
  triggerKind,
  workflowKey,
  logicalTime: logicalTime?.getTime(),
  attemptId: undefined,
  fence: undefined,
  seenAt: undefined,
  endedAt: undefined,
});

function runsOf({ runs, tasks: rows, runEnds }: Tables): readonly RunFact[] {
  const solos = [...rows.all()].flatMap(({ runId, state, solo }) =>
    solo ? [openRun({ ...solo, id: runId, state: Math.min(state, 4) || 1 } as RunRow)] : [],
  );
  const ended = Array.from(runEnds.values(), (row) => ({
    ...openRun(row as unknown as RunRow),
    attemptId: row.attemptId,
    fence: row.fence,
    seenAt: row.seenAt,
    endedAt: row.endedAt,
  }));
  return [...Array.from(runs.values(), openRun), ...solos, ...ended];
}

/** What the ledger must tell of: all until everything was healed, and what it has come to since. */
function scheduleFact({ key, name, definition, floor }: ScheduleRow, healedAt: number): ScheduleFact {
  const overlap = definition.overlap ?? 'skip';
  return { key, name, overlap, expected: timesOf(key, Math.max(floor, EPOCH + healedAt)) };
}

interface ToldStep extends EventStep {
  readonly reason?: { readonly code: string; readonly params?: Readonly<Record<string, string>> };
}

/** What is said of promises moves nothing. */
const isMove = ({ reason }: ToldStep): boolean => !reason?.code.startsWith('SLA_');

function noticeOf(
  { runs, runEnds, tasks: rows }: Tables,
  { runId, at }: { readonly runId: string; readonly at: number },
  { task: id, reason }: ToldStep,
): NoticeFact {
  const facts = runs.get(runId) ?? runEnds.get(runId) ?? rows.get(runId, 0)?.solo;
  const taskNo = tasks.get(facts?.versionKey ?? 0)?.find((task) => task.id === id)?.no ?? -1;
  return { runId, taskNo, kind: String(reason?.params?.['kind']), code: String(reason?.code), at };
}

export function historyOf({ cluster, people, healedAt, restedAfterMs }: Played, slots: number): History {
  const { tables, ledger } = cluster;
  const told = tables.events.rows.map((row) => ({
    ...row,
    steps: row.steps.map((step) => JSON.parse(step) as ToldStep),
  }));
  return {
    schedules: Array.from(tables.schedules.values(), (schedule) => scheduleFact(schedule, healedAt)),
    firings: [...tables.firings.values()].flatMap((rows) => [...rows.values()]),
    runs: runsOf(tables),
    taskEnds: Array.from(tables.taskEnds.all(), (row) => ({ ...endOf(row), signalId: signalIn(row.output) })),
    attemptEnds: Array.from(tables.attemptEnds.all(), endOf),
    events: told
      .map(({ runId, at, runState, steps }) => ({ runId, at: at - EPOCH, runState, steps: steps.filter(isMove) }))
      .filter(({ steps, runState }) => steps.length > 0 || runState !== undefined),
    notices: told.flatMap((event) =>
      event.steps.filter((step) => !isMove(step)).map((step) => noticeOf(tables, event, step)),
    ),
    executions: ledger.executions,
    requests: people.requests,
    runOfKey: new Map(
      tables.idempotency.entries().map(([key, { runId }]) => [String((JSON.parse(key) as unknown[])[3]), runId]),
    ),
    signals: people.signals.map(({ id, runId, isKept }) => ({
      id,
      runId,
      keptAt: isKept ? tables.signals.get(id)?.seenAt : undefined,
    })),
    promises: tables.promised.rows,
    terms: tables.terms.rows,
    tasksOf: (versionKey) => tasks.get(versionKey) ?? [],
    slots,
    slotsHeld: tables.limitSlots.size,
    mistakes: [...cluster.mistakes],
    rested: restedAfterMs !== undefined,
  };
}
