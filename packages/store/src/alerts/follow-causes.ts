/** Lets core follow each cause through a page of ends, and gathers what has to be written. */
import {
  alertRuleFor,
  type AlertRule,
  type Cause,
  type CauseNotice,
  type CauseSilence,
  failAgain,
  type Followed,
  recover,
  type RecordOptions,
  type RunEnded,
} from '@carillon/core';
import type { KnownCauses, ProjectChannel } from './known-causes.ts';

const HOUR_MS = 3_600_000;

export interface HourCounts {
  failures: number;
  openings: number;
  notified: number;
  muted: number;
}

export interface FollowedNotice extends CauseNotice {
  /** Undefined: the receiver of the installation. */
  readonly channelKey: number | undefined;
}

export interface FollowedCause {
  /** Undefined: the first failure of its kind. */
  readonly key: number | undefined;
  /** Its newest failure, or where there is none the success that ended it. */
  ended: RunEnded;
  readonly task: string;
  readonly fingerprint: string;
  readonly rule: AlertRule;
  cause: Cause | undefined;
  silences: readonly CauseSilence[];
  readonly brokenSilences: Set<number>;
  readonly hours: Map<number, HourCounts>;
  readonly runs: { readonly runId: string; readonly at: Date }[];
  notices: FollowedNotice[];
  /** Held notices of before this page are not sent. */
  isWithdrawn: boolean;
}

const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS) * HOUR_MS;

export function followCauses(
  ended: readonly RunEnded[],
  known: KnownCauses,
  { hasOwnReceiver }: Pick<RecordOptions, 'hasOwnReceiver'>,
): readonly FollowedCause[] {
  const followed = new Map<string, FollowedCause>();
  const receiversOf = ({ projectKey }: RunEnded, { channels }: AlertRule): readonly (ProjectChannel | undefined)[] => [
    ...(hasOwnReceiver ? [undefined] : []),
    ...known.channelsOf(projectKey).filter(({ name }) => channels?.includes(name) ?? true),
  ];

  const causeOf = (each: RunEnded, task: string, fingerprint: string): FollowedCause => {
    const name = `${each.environmentKey} ${fingerprint}`;
    const before = followed.get(name);
    const stored = known.causes.find(
      (cause) => cause.environmentKey === each.environmentKey && cause.fingerprint === fingerprint,
    );
    const made: FollowedCause = before ?? {
      key: stored?.key,
      ended: each,
      task,
      fingerprint,
      rule: alertRuleFor(known.rulesOf(each.projectKey), { workflow: each.workflow, task }),
      cause: stored?.cause,
      silences: stored?.silences ?? [],
      brokenSilences: new Set(),
      hours: new Map(),
      runs: [],
      notices: [],
      isWithdrawn: false,
    };
    if (each.state === 'failed') made.ended = each;
    followed.set(name, made);
    return made;
  };

  const apply = (of: FollowedCause, each: RunEnded, step: typeof failAgain): void => {
    const receivers = receiversOf(each, of.rule);
    const before = of.cause;
    const after = step(before, each, { rule: of.rule, silences: of.silences, hasReceiver: receivers.length > 0 });
    count(of, before, after, each);
    of.cause = after.cause;
    for (const { silenceKey, isBroken } of after.silences) if (isBroken) of.brokenSilences.add(silenceKey);
    of.silences = after.silences;
    if (after.isWithdrawn) {
      of.isWithdrawn = true;
      of.notices = of.notices.filter(({ dueAt }) => dueAt <= each.at);
    }
    const { notice } = after;
    if (notice) of.notices.push(...receivers.map((channel) => ({ ...notice, channelKey: channel?.key })));
  };

  for (const each of ended) {
    if (each.state === 'failed') {
      const of = causeOf(each, each.task, known.fingerprintOf(each));
      of.runs.push({ runId: each.runId, at: each.at });
      apply(of, each, failAgain);
      continue;
    }
    const stored = known.causes.filter(
      ({ environmentKey, workflowKey }) => environmentKey === each.environmentKey && workflowKey === each.workflowKey,
    );
    const opened = [...followed.values()].filter(
      ({ ended: of, key }) =>
        key === undefined && of.environmentKey === each.environmentKey && of.workflowKey === each.workflowKey,
    );
    for (const { task, fingerprint } of [...stored, ...opened])
      apply(causeOf(each, task, fingerprint), each, (cause, event, context) =>
        cause ? recover(cause, event, context) : { cause: missing(fingerprint), silences: [] },
      );
  }
  return [...followed.values()];
}

function missing(fingerprint: string): never {
  throw new Error(`the cause ${fingerprint} recovers before it was known`);
}

/** What one run changed, by the hour. A notice that is withdrawn leaves the hour in which it was counted. */
function count(
  of: FollowedCause,
  before: Cause | undefined,
  { cause, isWithdrawn = false }: Followed,
  { at }: RunEnded,
) {
  const counts = { failures: 0, openings: 0, notified: 0, muted: 0, ...of.hours.get(hourOf(at)) };
  counts.failures += cause.failures - (before?.failures ?? 0);
  counts.openings += cause.openings - (before?.openings ?? 0);
  counts.muted += cause.muted - (before?.muted ?? 0);
  if (!isWithdrawn) counts.notified += cause.notified - (before?.notified ?? 0);
  of.hours.set(hourOf(at), counts);
  if (!isWithdrawn || !cause.toldAt) return;
  const told = hourOf(cause.toldAt);
  const earlier = { failures: 0, openings: 0, notified: 0, muted: 0, ...of.hours.get(told) };
  of.hours.set(told, { ...earlier, notified: earlier.notified - 1 });
}
