/** Ends of runs for those who must be told (G6): at least once, in order within a run. */
import type { Reason, RunState } from '../run/states.ts';
import type { Term } from './coordinator.ts';

/** The end of a run that failed, or of one that succeeded where a cause of failures is open. */
export interface RunEnded {
  readonly runId: string;
  readonly at: Date;
  readonly tenantKey: number;
  readonly projectKey: number;
  readonly environmentKey: number;
  readonly workflowKey: number;
  readonly project: string;
  readonly workflow: string;
  readonly state: Extract<RunState, 'success' | 'failed'>;
  /** Of a run that failed: the task that failed it, empty where it ended by itself. */
  readonly task: string;
  readonly reason: Reason | undefined;
}

export interface OutboxPage {
  readonly ended: readonly RunEnded[];
  /** What lies before it was seen. */
  readonly cursor: string;
  /** Nothing but time has passed: there is no hurry to move the cursor. */
  readonly isQuiet: boolean;
  /** There is more already. */
  readonly isFull: boolean;
  /** A notice is due, whatever ended. */
  readonly isNoticeDue: boolean;
}

/** Only the leader of a consumer's duty reads for it. */
export interface Outbox {
  /** What concerns alerts after what the consumer has acknowledged, oldest first. A new consumer begins now. */
  next(consumer: string, limit: number): Promise<OutboxPage>;
  /** What was seen up to the cursor never comes again. Nothing is written once the term is over. */
  acknowledge(consumer: string, cursor: string, by: Term): Promise<void>;
}
