/**
 * One cause of failures, and whom it concerns: what a failed or a successful run of its workflow changes, and whether a
 * notice follows. Runs come in the order of their ends; the caller keeps what is returned and sends the notices.
 */
import type { AlertRule } from './rule.ts';
import { type CauseSilence, countFailure, isSilencing } from './silence.ts';

export type AlertState = 'open' | 'recovered';
export type NoticeKind = 'failure' | 'worse' | 'recovery';

export interface Cause {
  readonly state: AlertState;
  readonly failures: number;
  /** The first failure, and each that came after a recovery. */
  readonly openings: number;
  readonly notified: number;
  readonly muted: number;
  /** Of this opening: a silence kept it back, or somebody was told. */
  readonly told: 'no' | 'muted' | 'yes';
  readonly toldAt: Date | undefined;
  /** When the notice goes out, unless it recovers before. */
  readonly heldUntil: Date | undefined;
  readonly firstAt: Date;
  readonly openedAt: Date;
  readonly lastAt: Date;
  readonly lastRunId: string;
  readonly recoveredAt: Date | undefined;
  readonly isAcknowledged: boolean;
}

export interface CauseNotice {
  readonly kind: NoticeKind;
  readonly runId: string;
  readonly at: Date;
  readonly dueAt: Date;
}

export interface Followed {
  readonly cause: Cause;
  readonly silences: readonly CauseSilence[];
  readonly notice?: CauseNotice;
  /** Notices that are held are not sent: it recovered by itself. */
  readonly isWithdrawn?: boolean;
}

export interface CauseEvent {
  readonly runId: string;
  readonly at: Date;
}

export interface CauseContext {
  readonly rule: AlertRule;
  readonly silences: readonly CauseSilence[];
  /** Whether anybody would be told. */
  readonly hasReceiver: boolean;
}

/** A run failed for this cause; undefined: it is the first. */
export function failAgain(before: Cause | undefined, { runId, at }: CauseEvent, context: CauseContext): Followed {
  const { rule, hasReceiver } = context;
  const opened = before?.state === 'open' ? before : openingOf(before, at);
  const silences = context.silences.map((silence) => countFailure(silence, at));
  const gotWorse = silences.some(({ isBroken }, i) => isBroken && !context.silences[i]?.isBroken);
  const cause = { ...opened, failures: opened.failures + 1, lastAt: at, lastRunId: runId };
  const isDue = gotWorse || (rule.everyFailure ? !cause.isAcknowledged : cause.told !== 'yes');
  if (!isDue) return { cause, silences };
  if (silences.some((silence) => isSilencing(silence, at))) return muted(cause, silences, { at, rule });
  if (!hasReceiver) return { cause, silences };
  // What was held back for long enough already is not held again.
  const dueAt = gotWorse ? at : new Date(Math.max(at.getTime(), cause.openedAt.getTime() + rule.holdMs));
  return {
    cause: { ...cause, told: 'yes', toldAt: at, heldUntil: dueAt, notified: cause.notified + 1 },
    silences,
    notice: { kind: gotWorse ? 'worse' : 'failure', runId, at, dueAt },
  };
}

/** A run of its workflow succeeded; of what ended within one millisecond, the order of the events tells which came first. */
export function recover(
  cause: Cause,
  { runId, at }: CauseEvent,
  { rule, silences, hasReceiver }: CauseContext,
): Followed {
  if (cause.state !== 'open' || at < cause.lastAt) return { cause, silences };
  const recovered: Cause = { ...cause, state: 'recovered', recoveredAt: at, heldUntil: undefined };
  if (cause.told !== 'yes') return { cause: recovered, silences };
  if (cause.heldUntil && cause.heldUntil > at)
    return { cause: { ...recovered, notified: cause.notified - 1 }, silences, isWithdrawn: true };
  if (!rule.tellRecovery || !hasReceiver) return { cause: recovered, silences };
  if (silences.some((silence) => isSilencing(silence, at))) return muted(recovered, silences, { at, rule });
  return {
    cause: { ...recovered, notified: cause.notified + 1 },
    silences,
    notice: { kind: 'recovery', runId, at, dueAt: at },
  };
}

function openingOf(before: Cause | undefined, at: Date): Cause {
  return {
    failures: 0,
    notified: 0,
    muted: 0,
    firstAt: at,
    lastRunId: '',
    ...before,
    state: 'open',
    openings: (before?.openings ?? 0) + 1,
    told: 'no',
    toldAt: undefined,
    heldUntil: undefined,
    openedAt: at,
    lastAt: at,
    recoveredAt: undefined,
    isAcknowledged: false,
  };
}

/** What would have been sent is counted once for an opening, unless every failure is told. */
function muted(
  cause: Cause,
  silences: readonly CauseSilence[],
  { at, rule }: { readonly at: Date; readonly rule: AlertRule },
): Followed {
  if (cause.state === 'open' && cause.told !== 'no' && !rule.everyFailure) return { cause, silences };
  return {
    cause: { ...cause, muted: cause.muted + 1, told: cause.told === 'yes' ? 'yes' : 'muted' },
    silences: silences.map((silence) =>
      isSilencing(silence, at) ? { ...silence, muted: silence.muted + 1 } : silence,
    ),
  };
}
