/** What happened, as the store has it and as the tasks and the clients have told: plain rows that the checks read. */
import { readFile } from 'node:fs/promises';
import { parseId, splitTaskRunId } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { openDatabase } from '@carillon/store';
import { processesWith } from '../e2e/host-processes.ts';
import { type Execution, readLedger } from './ledger.ts';

export interface Firing {
  readonly schedule: string;
  readonly logicalTime: number;
  readonly through: number | undefined;
  readonly outcome: string;
  readonly runId: string | undefined;
}

export interface Attempt {
  /** `run id/number`. */
  readonly taskRun: string;
  readonly fence: number;
  readonly state: number;
  /** The attempt whose outcome is the task run's. */
  readonly isLast: boolean;
}

export interface History {
  /** Instants between which each schedule was on, and its step. */
  readonly schedules: readonly {
    readonly name: string;
    readonly stepMs: number;
    readonly from: number;
    readonly to: number;
  }[];
  readonly firings: readonly Firing[];
  readonly runs: readonly { readonly id: string; readonly trigger: string; readonly state: number }[];
  readonly acknowledged: readonly { readonly key: string; readonly runId: string }[];
  readonly keys: readonly { readonly key: string; readonly runId: string }[];
  readonly attempts: readonly Attempt[];
  readonly executions: readonly Execution[];
  /** States of task runs as events tell them, in their order. */
  readonly steps: readonly { readonly runId: string; readonly task: string; readonly to: string }[];
  readonly runEnds: readonly { readonly runId: string; readonly seq: number }[];
  readonly edges: readonly { readonly child: string; readonly upstream: string }[];
  readonly limitSlots: number;
  readonly unfinished: readonly string[];
  readonly survivors: readonly string[];
  readonly deaths: readonly string[];
}

const FINAL = 10;

/** Reads everything at the end, when all is quiet. */
export async function readHistory(
  databaseUrl: string,
  told: {
    readonly ledger: string;
    readonly schedules: History['schedules'];
    readonly acknowledged: History['acknowledged'];
    readonly deaths: readonly string[];
    readonly attemptMarkers: readonly string[];
  },
): Promise<History> {
  const log = createLogger({ name: 'chaos', level: 'warn' });
  const database = openDatabase(
    { url: databaseUrl, applicationName: 'chaos', apiConnections: 1, leaseConnections: 1 },
    log,
  );
  const rows = async <R extends object>(text: string): Promise<readonly R[]> =>
    (await database.api.query<R>(text)).rows;
  try {
    const firings = await rows<{
      name: string;
      at: Date;
      through: Date | null;
      outcome: string;
      run_id: string | null;
    }>(
      `select s.name, f.logical_time at, f.through, f.outcome, f.run_id from firing f join schedule s on s.key = f.schedule_key order by 1, 2`,
    );
    const runs = await rows<{ id: string; trigger_kind: string; state: number }>(
      `select id, trigger_kind, state from run_history union all select id, trigger_kind, state from run
       union all select run_id, trigger_kind, 2 from task_run where version_key is not null`,
    );
    const attempts = await rows<{ run_id: string; task_no: number; fence: string; state: number; last: boolean }>(
      `select run_id, task_no, fence::text, state, false last from attempt_history
       union all select run_id, task_no, fence::text, state, true from task_history where fence is not null and attempt_no > 0
       union all select id, 0, fence::text, state, true from run_history where fence is not null`,
    );
    const events = await rows<{
      run_id: string;
      seq: string;
      run_state: number | null;
      transitions: { task?: string; to: string }[];
    }>('select run_id, seq::text, run_state, transitions from event order by event.run_id, event.seq');
    return {
      schedules: told.schedules,
      firings: firings.map((row) => ({
        schedule: row.name,
        logicalTime: row.at.getTime(),
        through: row.through?.getTime(),
        outcome: row.outcome,
        runId: row.run_id ?? undefined,
      })),
      runs: runs.map((row) => ({ id: row.id, trigger: row.trigger_kind, state: row.state })),
      acknowledged: told.acknowledged.map(({ key, runId }) => ({ key, runId: parseId('run', runId) ?? runId })),
      keys: (await rows<{ key: string; run_id: string }>('select key, run_id from idempotency')).map((row) => ({
        key: row.key,
        runId: row.run_id,
      })),
      attempts: attempts.map((row) => ({
        taskRun: `${row.run_id}/${row.task_no}`,
        fence: Number(row.fence),
        state: row.state,
        isLast: row.last,
      })),
      executions: (await readLedger(told.ledger)).map((one) => ({ ...one, taskRun: internal(one.taskRun) })),
      steps: events.flatMap((event) =>
        event.transitions.flatMap(({ task, to }) => (task === undefined ? [] : [{ runId: event.run_id, task, to }])),
      ),
      runEnds: events
        .filter(({ run_state }) => run_state !== null && run_state >= FINAL)
        .map((event) => ({ runId: event.run_id, seq: Number(event.seq) })),
      edges: GRAPH_EDGES,
      limitSlots: Number((await rows<{ count: string }>('select count(*) from limit_slot'))[0]?.count ?? 0),
      unfinished: (
        await rows<{ id: string }>(
          'select id from run union all select run_id from task_run where version_key is not null',
        )
      ).map(({ id }) => id),
      survivors: await survivors(told.attemptMarkers),
      deaths: told.deaths,
    };
  } finally {
    await database.close();
  }
}

/** Of the graph that the load starts. */
const GRAPH_EDGES: History['edges'] = [
  { child: 'left', upstream: 'first' },
  { child: 'middle', upstream: 'first' },
  { child: 'right', upstream: 'first' },
  { child: 'last', upstream: 'left' },
  { child: 'last', upstream: 'middle' },
  { child: 'last', upstream: 'right' },
];

/** `tr_…` as a task is given it. */
function internal(taskRun: string): string {
  const id = parseId('tr', taskRun);
  if (id === undefined) return taskRun;
  const { runId, taskNo } = splitTaskRunId(id);
  return `${runId}/${taskNo}`;
}

/** Processes of this host that still carry the mark of an attempt of ours. */
async function survivors(markers: readonly string[]): Promise<readonly string[]> {
  return (await processesWith(...markers)).map(({ pid, command }) => `${pid} ${command}`);
}

export async function ledgerText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
