/**
 * Runs of other workflows that a task waits for: single ones, joined by `all` and `any`. Pure: what was found of
 * each is given.
 */
import { Temporal } from 'temporal-polyfill';
import { durationMs, parseDuration } from '../definition/units.ts';
import { isFinalRunState, isFinalTaskState, type RunState, type TaskRunState } from '../run/states.ts';
import { said, SaidRangeError } from '../said.ts';
import { cycleSpans, type DateCycle, isOwnPeriod, type TimeSpan } from './date-cycles.ts';

export interface AwaitedRun {
  readonly workflow: string;
  /** That of the waiting workflow when absent. */
  readonly project?: string;
  /** One task of it instead of the whole run. */
  readonly task?: string;
  /** `newest`: its newest run, whatever its time. */
  readonly cycle?: DateCycle | 'newest';
  /** From the own logical time to that of the awaited run: `0s` when neither is given. Days are local ones. */
  readonly offset?: string;
  readonly state?: 'success' | 'finished';
  /** A run that ended longer before the wait began does not count. */
  readonly fresh?: string;
}

export type AwaitedRuns =
  | AwaitedRun
  | { readonly all: readonly AwaitedRuns[] }
  | { readonly any: readonly AwaitedRuns[] };

/** The newest run of a span, as it stands. */
export interface FoundRun {
  readonly runId: string;
  readonly state: RunState;
  readonly endedAt: Date | undefined;
  /** Of the task that is asked for; undefined: it had no turn yet. */
  readonly task: TaskRunState | undefined;
}

export type AwaitVerdict = 'met' | 'waiting' | 'failed';

export function leavesOf(awaited: AwaitedRuns): readonly AwaitedRun[] {
  if ('all' in awaited) return awaited.all.flatMap(leavesOf);
  return 'any' in awaited ? awaited.any.flatMap(leavesOf) : [awaited];
}

/** `all`: one failure fails it, else one that waits lets it wait. `any`: one success is enough, all failures fail it. */
export function judgeAwaited(awaited: AwaitedRuns, verdictOn: (run: AwaitedRun) => AwaitVerdict): AwaitVerdict {
  if ('all' in awaited) return allOf(awaited.all.map((one) => judgeAwaited(one, verdictOn)));
  if (!('any' in awaited)) return verdictOn(awaited);
  const verdicts = awaited.any.map((one) => judgeAwaited(one, verdictOn));
  if (verdicts.includes('met')) return 'met';
  return verdicts.includes('waiting') ? 'waiting' : 'failed';
}

function allOf(verdicts: readonly AwaitVerdict[]): AwaitVerdict {
  if (verdicts.includes('failed')) return 'failed';
  return verdicts.includes('waiting') ? 'waiting' : 'met';
}

/** The spans that must each have a run; one that reaches over all time asks for the newest of all. */
export function spansOf({ cycle, offset = '0s' }: AwaitedRun, base: Date, timeZone: string): readonly TimeSpan[] {
  if (cycle === 'newest') return [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  if (cycle !== undefined) return cycleSpans(cycle, base, timeZone);
  const at = shifted(base, offset, timeZone);
  return [{ from: at, to: at + 1 }];
}

const OFFSET = /^(-?)(\d{1,12}(?:ms|s|m|h|d))$/;

/** @throws RangeError */
function shifted(base: Date, offset: string, timeZone: string): number {
  const [, sign, size = ''] = OFFSET.exec(offset) ?? [];
  const ms = parseDuration(size);
  if (ms === undefined) throw new SaidRangeError(said`the offset ${offset} is no duration`);
  const factor = sign === '-' ? -1 : 1;
  if (!size.endsWith('d')) return base.getTime() + factor * ms;
  const local = Temporal.Instant.fromEpochMilliseconds(base.getTime()).toZonedDateTimeISO(timeZone);
  return local.add({ days: factor * Number.parseInt(size, 10) }).epochMilliseconds;
}

export interface AwaitConditions {
  /** When the wait began. */
  readonly since: Date;
  /** A failure may be made good by a later run: the wait goes on. */
  readonly bearsFailure: boolean;
}

/** @param found the newest run of each span */
export function verdictOnRun(
  run: AwaitedRun,
  found: readonly (FoundRun | undefined)[],
  conditions: AwaitConditions,
): AwaitVerdict {
  return allOf(found.map((one) => verdictOnSpan(run, one, conditions)));
}

function verdictOnSpan(
  { task, state = 'success', fresh }: AwaitedRun,
  found: FoundRun | undefined,
  { since, bearsFailure }: AwaitConditions,
): AwaitVerdict {
  if (!found || isStale(found, since, fresh)) return 'waiting';
  const isEnded = isFinalRunState(found.state);
  const isFinished = isEnded || (task !== undefined && found.task !== undefined && isFinalTaskState(found.task));
  if (!isFinished) return 'waiting';
  if (state === 'finished' || (task === undefined ? found.state : found.task) === 'success') return 'met';
  return bearsFailure ? 'waiting' : 'failed';
}

const isStale = ({ endedAt }: FoundRun, since: Date, fresh: string | undefined): boolean => {
  const ms = durationMs(fresh);
  return ms !== undefined && endedAt !== undefined && endedAt.getTime() < since.getTime() - ms;
};

/** Whether a run may wait for one of its own period: workflows that do so in a circle wait for ever. */
export function awaitsOwnPeriod({ cycle, offset = '0s' }: AwaitedRun): boolean {
  if (cycle === 'newest') return false;
  return cycle === undefined ? /^-?0+[a-z]+$/.test(offset) : isOwnPeriod(cycle);
}
