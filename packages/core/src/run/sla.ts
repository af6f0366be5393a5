/**
 * What a workflow promises: that a run, or a task of it, has begun or succeeded by a time. The time is a time of day, the
 * first at or after the logical time in the workflow's zone, or a duration from there; a run without a logical time counts
 * from when it was accepted.
 */
import { Temporal } from 'temporal-polyfill';
import { parseDuration } from '../definition/units.ts';

/** As a document has it: `06:00`, `22:30:00`, or a duration. */
export interface SlaDocument {
  readonly startBy?: string;
  readonly finishBy?: string;
}

/** So many times the usual is much longer. */
export const LONG_RUNNING_FACTOR = 2;

export const SLA_KINDS = ['start_by', 'finish_by'] as const;
export type SlaKind = (typeof SLA_KINDS)[number];

/** Stands for the run where a task's number would be. */
export const OF_RUN = -1;

export interface SlaPromise {
  readonly taskNo: number;
  readonly kind: SlaKind;
  readonly by: string;
}

export interface SlaTerm {
  readonly taskNo: number;
  readonly kind: SlaKind;
  readonly at: Date;
}

export interface PromisedRun {
  readonly logicalTime: Date | undefined;
  readonly createdAt: Date;
  readonly triggerKind: string;
}

export function slaPromises(taskNo: number, { startBy, finishBy }: SlaDocument = {}): readonly SlaPromise[] {
  const promise = (kind: SlaKind, by: string | undefined): readonly SlaPromise[] => (by ? [{ taskNo, kind, by }] : []);
  return [...promise('start_by', startBy), ...promise('finish_by', finishBy)];
}

/**
 * A backfill promises nothing. What people start for a time that has passed was not promised for then either; a schedule
 * that is late has missed it.
 */
export function slaTerms(promises: readonly SlaPromise[], run: PromisedRun, timeZone: string): readonly SlaTerm[] {
  if (run.triggerKind === 'backfill') return [];
  const from = run.logicalTime ?? run.createdAt;
  const terms = promises.map(({ taskNo, kind, by }) => ({ taskNo, kind, at: slaTime(by, from, timeZone) }));
  return run.triggerKind === 'schedule' ? terms : terms.filter(({ at }) => at > run.createdAt);
}

/** @param by as `spec` has checked it */
export function slaTime(by: string, from: Date, timeZone: string): Date {
  const ms = parseDuration(by);
  if (ms !== undefined) return new Date(from.getTime() + ms);
  const local = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone);
  const atTime = (days: number): Temporal.ZonedDateTime =>
    local
      .toPlainDate()
      .add({ days })
      .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(by) });
  const today = atTime(0);
  const chosen = Temporal.ZonedDateTime.compare(today, local) < 0 ? atTime(1) : today;
  return new Date(chosen.epochMilliseconds);
}

/** What is known of a promise when it is looked at. */
export interface SlaFacts {
  readonly kind: SlaKind;
  readonly at: Date;
  readonly now: Date;
  /** When the run, or the task, began; undefined: it has not. */
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Its end keeps the promise: it succeeded, or had not to run. */
  readonly isGood: boolean;
  /** What it usually takes; undefined: nobody knows yet. */
  readonly usualMs: number | undefined;
  readonly isPredicted: boolean;
}

export type SlaVerdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'missed' }
  /** It will be missed if it takes as long as usual; said once. */
  | { readonly kind: 'at_risk'; readonly until: Date }
  | { readonly kind: 'open'; readonly until: Date };

/** Settled by what happened, whenever it is looked at; until then, when to look again. */
export function judgeSla(facts: SlaFacts): SlaVerdict {
  const { kind, at, now, startedAt, endedAt, isGood, usualMs, isPredicted } = facts;
  const reached = kind === 'start_by' ? startedAt : isGood ? endedAt : undefined;
  if (reached) return { kind: reached <= at ? 'kept' : 'missed' };
  if (now >= at) return { kind: 'missed' };
  if (kind === 'start_by' || usualMs === undefined || isPredicted) return { kind: 'open', until: at };
  const expected = (startedAt ?? now).getTime() + usualMs;
  if (expected > at.getTime()) return { kind: 'at_risk', until: at };
  // Later than this, one that has not begun will not make it.
  const latestStart = at.getTime() - usualMs;
  return { kind: 'open', until: startedAt ? at : new Date(Math.max(latestStart + 1, now.getTime() + 1)) };
}
