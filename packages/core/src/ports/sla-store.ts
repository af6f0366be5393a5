import type { SlaFacts, SlaTerm } from '../run/sla.ts';
import type { Term } from './coordinator.ts';
import type { Scope } from './scope.ts';

/** What a run promises, about to be kept. */
export interface PromisedTerms {
  readonly runId: string;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly terms: readonly SlaTerm[];
}

/** A promise that is to be looked at now. */
export interface DueSla extends SlaFacts {
  readonly runId: string;
  readonly taskNo: number;
  /** Undefined: there is no such run. */
  readonly versionKey: number | undefined;
  readonly createdAt: Date;
  /** As the event says it. */
  readonly state: string;
}

export interface SlaSettlement {
  readonly runId: string;
  readonly taskNo: number;
  readonly kind: SlaTerm['kind'];
  /** `void`: its run never came. */
  readonly outcome: 'kept' | 'void' | 'missed' | 'at_risk' | 'open';
  /** When to look again; undefined: it is settled. */
  readonly dueAt: Date | undefined;
  /** JSON text of the event's transition; undefined: nothing is said. */
  readonly step: string | undefined;
}

/** An attempt, or with {@link OF_RUN} a run, that takes much longer than the same of its version usually did. */
export interface LongRunning {
  readonly runId: string;
  readonly taskNo: number;
  /** 0 for a run. */
  readonly attempt: number;
  readonly versionKey: number;
  /** 95th percentile of the last successes. */
  readonly usualMs: number;
  readonly elapsedMs: number;
}

/** The engine's side of the store for promises. Nothing of it is touched for workflows that promise nothing. */
export interface SlaStore {
  /** Before the run is there: one that never comes is forgotten when its promise is due. */
  promise(run: PromisedTerms): Promise<void>;
  /** Takes promises to be looked at for ten seconds; whoever dies meanwhile leaves them to the next look. */
  takeDueSla(limit: number): Promise<readonly DueSla[]>;
  /** Says once what came of them: one that somebody has settled meanwhile is left out. How many were missed, or may be. */
  settleSla(settlements: readonly SlaSettlement[]): Promise<{ readonly missed: number; readonly atRisk: number }>;
  /** Of what runs `factor` times longer than usual, or more, those of which nothing was said; the oldest first. */
  longRunning(factor: number, limit: number): Promise<readonly LongRunning[]>;
  /** False when this was said already, or it has ended. */
  noteLongRunning(
    notice: Pick<LongRunning, 'runId' | 'taskNo' | 'attempt'> & { readonly step: string },
  ): Promise<boolean>;
  /** What was missed is kept as long as the details of runs. */
  pruneSla(by: Term): Promise<void>;
}
