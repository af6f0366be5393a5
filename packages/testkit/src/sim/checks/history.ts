/**
 * What happened, as plain rows: those of the store's own tables, the clients' log of their requests, and the ledger that
 * tasks write outside of the platform (FAULTS §3). The checks read nothing else, so that they judge a simulation and
 * real tables alike. Times are milliseconds.
 */

export interface FiringFact {
  readonly scheduleKey: number;
  readonly logicalTime: number;
  readonly through: number | undefined;
  readonly outcome: string;
  readonly reason: string;
  readonly runId: string | undefined;
}

export interface ScheduleFact {
  readonly key: number;
  readonly name: string;
  readonly overlap: string;
  /** Logical times that an independent generator says, from its beginning to its end; undefined: nobody can say. */
  readonly expected: readonly number[] | undefined;
}

export interface RunFact {
  readonly id: string;
  /** Its code; below 10 it is open. */
  readonly state: number;
  readonly versionKey: number;
  readonly triggerKind: string;
  readonly workflowKey: number;
  readonly logicalTime: number | undefined;
  /** The attempt of a one-task run that has ended, and when that was committed, by the clock of the ledger of executions. */
  readonly attemptId: string | undefined;
  readonly fence: number | undefined;
  readonly seenAt: number | undefined;
  /** By the store's clock. */
  readonly endedAt: number | undefined;
}

export interface EndFact {
  readonly runId: string;
  readonly taskNo: number;
  readonly state: number;
  readonly attemptNo: number;
  readonly attemptId: string | undefined;
  readonly fence: number | undefined;
  readonly reason: string | undefined;
  /** When its end was committed, by the clock of the ledger of executions. */
  readonly seenAt: number;
  /** The same by the store's clock, which may step. */
  readonly endedAt: number;
  /** Of a wait for a signal: which one it says it took. */
  readonly signalId?: string | undefined;
}

export interface EventStep {
  readonly task?: string;
  readonly attempt?: number;
  readonly to: string;
  readonly reason?: { readonly code: string };
}

/** In the order of commits. */
export interface EventFact {
  readonly runId: string;
  readonly at: number;
  readonly runState: number | undefined;
  readonly steps: readonly EventStep[];
}

export interface ExecutionFact {
  readonly runId: string;
  readonly taskNo: number;
  readonly attemptId: string;
  readonly fence: number;
  readonly worker: string;
  readonly from: number;
  readonly to: number | undefined;
  /** Its worker was frozen: nobody could have stopped it in time. */
  readonly isExcused: boolean;
}

export interface RequestFact {
  readonly key: string;
  /** The run that the client was told of; undefined: it was told nothing. */
  readonly runId: string | undefined;
}

export interface SignalFact {
  readonly id: string;
  readonly runId: string;
  /** When it was kept, by the clock of the ledger of executions; undefined: nobody was told that it is. */
  readonly keptAt: number | undefined;
}

/** What a run promised when it was accepted. */
export interface PromiseFact {
  readonly runId: string;
  /** -1: the run itself. */
  readonly taskNo: number;
  readonly kind: string;
  /** By the store's clock. */
  readonly term: number;
}

export interface NoticeFact {
  readonly runId: string;
  readonly taskNo: number;
  readonly kind: string;
  readonly code: string;
  /** By the store's clock. */
  readonly at: number;
}

export interface TermFact {
  readonly name: string;
  readonly owner: string;
  readonly term: number;
}

export interface TaskFact {
  readonly no: number;
  readonly id: string;
  readonly rule: string;
  readonly upstreams: readonly number[];
  readonly allowFailure: boolean;
  readonly isMain: boolean;
  /** The number of the task that it undoes. */
  readonly undoes: number | undefined;
  /** How many of it may run at once, in all runs of the version; undefined: any number. */
  readonly most?: number | undefined;
}

export interface History {
  readonly schedules: readonly ScheduleFact[];
  readonly firings: readonly FiringFact[];
  readonly runs: readonly RunFact[];
  /** Ends of task runs that count. */
  readonly taskEnds: readonly EndFact[];
  /** Ends of attempts after which their task went on. */
  readonly attemptEnds: readonly EndFact[];
  readonly events: readonly EventFact[];
  readonly executions: readonly ExecutionFact[];
  readonly requests: readonly RequestFact[];
  /** Runs by the keys that requests named. */
  readonly runOfKey: ReadonlyMap<string, string>;
  readonly signals: readonly SignalFact[];
  readonly promises: readonly PromiseFact[];
  /** What was said of them; they stand among events and move nothing. */
  readonly notices: readonly NoticeFact[];
  readonly terms: readonly TermFact[];
  readonly tasksOf: (versionKey: number) => readonly TaskFact[];
  /** Attempts that workers were running at once, at most. */
  readonly slots: number;
  /** Slots of limits that somebody has in the end. */
  readonly slotsHeld: number;
  /** Mistakes of the programs themselves, from their logs. */
  readonly mistakes: readonly string[];
  /** Whether it came to rest within the bound. */
  readonly rested: boolean;
}

export interface Violation {
  /** As FAULTS §3 numbers them. */
  readonly check: string;
  readonly told: string;
  readonly runId?: string | undefined;
  readonly scheduleKey?: number | undefined;
}

export type Check = (history: History) => readonly Violation[];

export function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
