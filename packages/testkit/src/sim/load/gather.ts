/** The history of what was played, from the model's tables and what stood outside of them. */
import { compilePlan } from '@carillon/core';
import type { EndFact, EventStep, History, RunFact, ScheduleFact, TaskFact } from '../checks/history.ts';
import type { AttemptEndRow, RunRow, ScheduleRow } from '../store/rows.ts';
import type { Tables } from '../store/tables.ts';
import { EPOCH } from '../world/sim-world.ts';
import type { Played } from './play.ts';
import { timesOf, VERSIONS } from './workflows.ts';

const tasks = new Map<number, readonly TaskFact[]>(
  VERSIONS.map(({ key, document }) => {
    const plan = compilePlan(document, {});
    const undoes = new Map(plan.compensations.map(({ of, by }) => [by, of]));
    const facts = plan.tasks.map(({ no, id, rule, upstreams, allowFailure, phase }) => ({
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
  }));
  return [...Array.from(runs.values(), openRun), ...solos, ...ended];
}

/** What the ledger must tell of: all until everything was healed, and what it has come to since. */
function scheduleFact({ key, name, definition, floor }: ScheduleRow, healedAt: number): ScheduleFact {
  const overlap = definition.overlap ?? 'skip';
  return { key, name, overlap, expected: timesOf(key, Math.max(floor, EPOCH + healedAt)) };
}

export function historyOf({ cluster, people, healedAt, restedAfterMs }: Played, slots: number): History {
  const { tables, ledger } = cluster;
  return {
    schedules: Array.from(tables.schedules.values(), (schedule) => scheduleFact(schedule, healedAt)),
    firings: [...tables.firings.values()].flatMap((rows) => [...rows.values()]),
    runs: runsOf(tables),
    taskEnds: Array.from(tables.taskEnds.all(), endOf),
    attemptEnds: Array.from(tables.attemptEnds.all(), endOf),
    events: tables.events.rows.map(({ runId, at, runState, steps }) => ({
      runId,
      at: at - EPOCH,
      runState,
      steps: steps.map((step) => JSON.parse(step) as EventStep),
    })),
    executions: ledger.executions,
    requests: people.requests,
    runOfKey: new Map(
      tables.idempotency.entries().map(([key, { runId }]) => [String((JSON.parse(key) as unknown[])[3]), runId]),
    ),
    terms: tables.terms.rows,
    tasksOf: (versionKey) => tasks.get(versionKey) ?? [],
    slots,
    mistakes: [...cluster.mistakes],
    rested: restedAfterMs !== undefined,
  };
}
