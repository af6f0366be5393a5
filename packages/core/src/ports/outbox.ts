/** Events of committed changes for those who must be told (G6): at least once, in order within a run. */
import type { RunState } from '../run/states.ts';
import type { Term, TermStore } from './coordinator.ts';
import type { Transition } from './run-queries.ts';

/** The end of a run. */
export interface RunEnded {
  /** Stable: the same event always has the same id. */
  readonly id: string;
  readonly runId: string;
  readonly at: Date;
  readonly project: string;
  readonly workflow: string;
  readonly version: number;
  readonly state: RunState;
  readonly transitions: readonly Transition[];
}

/** Only the leader of a consumer's duty reads for it. */
export interface Outbox extends TermStore {
  /** Ends of runs after what the consumer has acknowledged, oldest first. A new consumer begins now. */
  next(consumer: string, limit: number): Promise<{ readonly ended: readonly RunEnded[]; readonly cursor: string }>;
  /** What was delivered up to the cursor never comes again. Nothing is written once the term is over. */
  acknowledge(consumer: string, cursor: string, by: Term): Promise<void>;
}
