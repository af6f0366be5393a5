/**
 * The platform with one safety removed, to show that the checks would see it. Nothing of it is in the product: pieces of
 * the compiled program are replaced as the attacked processes load it, and a constraint of the store is dropped.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../e2e/program.ts';
import type { FaultName } from './faults.ts';
import { sqlIn } from './postgres.ts';

export interface Edit {
  /** A source of the product; what is replaced stands in it once, and once in what is compiled from it. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Mutant {
  readonly edits: readonly Edit[];
  /** Done to the store once it has its schema. */
  readonly statements?: readonly string[];
  /** What the safety is there for: it is attacked by these, one at a time, and each of them lasts long. */
  readonly faults: readonly FaultName[];
  /** Of what it must meet many; long tasks when absent. */
  readonly often?: 'race';
  /** The promise that is broken without it. */
  readonly breaks: `I${number}`;
}

export const ROOT = path.resolve(import.meta.dirname, '../..');
const HOOK = path.join(import.meta.dirname, 'mutant-hook.mjs');

const REPORTED = 't.attempt_id = x.attempt_id and t.fence = x.fence and t.session_key = x.session_key and t.state in';
const ANY_REPORT = 'x.fence is not null and t.state in';
/** A worker whose beats nobody answers goes on. */
const NO_SELF_STOP: Edit = {
  file: 'packages/worker/src/heartbeat.ts',
  from: 'const silentMs = now - (exclusive ? leasedAt : renewedAt);',
  to: 'const silentMs = 0;',
};

export const MUTANTS = {
  /**
   * A report counts whichever attempt it is of: of a session that has ended, it is sent and it is taken. A worker that stops
   * by itself what it may have lost hardly leaves such reports; so it does not.
   */
  fence: {
    faults: ['worker_freeze', 'worker_cut'],
    breaks: 'I5',
    edits: [
      NO_SELF_STOP,
      {
        file: 'packages/worker/src/worker.ts',
        from: 'resumed && welcome.fresh',
        to: 'false',
      },
      { file: 'packages/store/src/sql/advance.ts', from: REPORTED, to: ANY_REPORT },
      { file: 'packages/store/src/sql/finish-solo.ts', from: REPORTED, to: ANY_REPORT },
    ],
  },
  /** What ran out while the store was away is given away at once. */
  reap: {
    faults: ['store_crash', 'store_freeze'],
    breaks: 'I6',
    edits: [
      {
        file: 'packages/scheduler/src/loops/rescuer.ts',
        from: 'steadySince !== undefined && now - steadySince >= leaseMs',
        to: 'true',
      },
    ],
  },
  self_stop: {
    faults: ['worker_cut'],
    breaks: 'I6',
    edits: [NO_SELF_STOP],
  },
  /**
   * The ledger's key, its floor and the compare-and-set of schedules: each alone lets one firing through. The server must
   * freeze that has claimed some.
   */
  unique_firing: {
    faults: ['server_freeze'],
    breaks: 'I1',
    edits: [
      {
        file: 'packages/store/src/sql/fire.ts',
        from: 's.next_fire_at is not distinct from x.next_fire_at',
        to: 'true',
      },
      {
        file: 'packages/store/src/sql/fire.ts',
        from: `date_trunc('milliseconds', s.due_at) is not distinct from x.due_at`,
        to: 'true',
      },
      { file: 'packages/store/src/sql/fire.ts', from: 'x.logical_time > s.floor and', to: '' },
    ],
    statements: ['alter table firing drop constraint firing_pkey'],
  },
  /** A decision is written whatever became of the task run since it was seen. */
  version: {
    faults: ['server_slow_store'],
    often: 'race',
    breaks: 'I5',
    edits: [
      {
        file: 'packages/store/src/sql/decide.ts',
        from: '(t.state = ${PENDING} and t.ok + t.failed + t.upstream_failed + t.skipped = x.seen_done',
        to: '(true',
      },
    ],
  },
  /** What is assigned a second time is started a second time. */
  journal: {
    faults: ['worker_half_open', 'server_kill'],
    breaks: 'I5',
    edits: [
      {
        file: 'packages/worker/src/worker.ts',
        from: 'records.journal.get(assignment.attemptId) === undefined',
        to: 'true',
      },
    ],
  },
  /** A lease is taken though another holds it. */
  term: {
    faults: ['server_freeze'],
    breaks: 'I10',
    edits: [
      {
        file: 'packages/store/src/sql/maintain.ts',
        from: 'owner <> $2::uuid and (expires_at < clock_timestamp()',
        to: 'owner <> $2::uuid and (true',
      },
    ],
  },
  /** Consumers follow the newest event, and not what is surely complete. */
  outbox: {
    faults: ['server_slow_store', 'store_sessions_cut'],
    breaks: 'I7',
    edits: [
      {
        file: 'packages/store/src/outbox.ts',
        from: 'least(pg_snapshot_xmin(pg_current_snapshot())::text::int8, c.xid',
        to: 'least(pg_snapshot_xmax(pg_current_snapshot())::text::int8, c.xid',
      },
      {
        file: 'packages/store/src/queries/feed.ts',
        from: 'settled as (select pg_snapshot_xmin(pg_current_snapshot())::text::int8 xmin)',
        to: 'settled as (select pg_snapshot_xmax(pg_current_snapshot())::text::int8 xmin)',
      },
    ],
  },
  /** Nobody looks for what left its process group. */
  containment: {
    faults: ['worker_kill', 'worker_drain'],
    breaks: 'I11',
    edits: [
      {
        file: 'packages/worker/src/process/marked-processes.ts',
        from: 'if (!environ.includes(WORKER_MARKER))',
        to: 'if (environ !== null)',
      },
    ],
  },
  /** A connection that breaks ends the process. */
  error_listener: {
    faults: ['store_sessions_cut', 'store_restart'],
    breaks: 'I0',
    edits: [
      { file: 'packages/store/src/engine/connection.ts', from: `client.on('error', forget);`, to: '' },
      {
        file: 'packages/store/src/database.ts',
        from: `client.on('error', (error) => log.warn({ err: error }, 'database connection broke'));`,
        to: '',
      },
    ],
  },
  /** A request that is asked again makes another run. */
  idempotency: {
    faults: ['server_freeze'],
    breaks: 'I3',
    edits: [],
    statements: ['alter table idempotency drop constraint idempotency_pkey'],
  },
} as const satisfies Readonly<Record<string, Mutant>>;
export type MutantName = keyof typeof MUTANTS;
export const MUTANT_NAMES = Object.keys(MUTANTS) as readonly MutantName[];

export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name);

export const compiledOf = (file: string): string => file.replace('/src/', '/dist/').replace(/\.ts$/, '.js');

/** What makes the attacked processes load it. @throws where the program does not hold what is to be replaced */
export async function mutantSettings(name: MutantName): Promise<Settings> {
  const { edits }: Mutant = MUTANTS[name];
  const compiled = edits.map(({ file, from, to }) => ({ file: path.join(ROOT, compiledOf(file)), from, to }));
  for (const { file, from } of compiled)
    if ((await readFile(file, 'utf8')).split(from).length !== 2)
      throw new Error(`${file} must hold ${JSON.stringify(from)} once`);
  return { NODE_OPTIONS: `--import=${HOOK}`, CHAOS_EDITS: JSON.stringify(compiled) };
}

export async function mutateStore(name: MutantName, database: string, port: number): Promise<void> {
  const { statements = [] }: Mutant = MUTANTS[name];
  if (statements.length > 0) await sqlIn(database, port, ...statements);
}
