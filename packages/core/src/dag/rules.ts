/**
 * Trigger rules, decided from counters alone, so that a decision costs nothing per upstream. Semantics are
 * Airflow's, the table is docs/reference/trigger-rules.md. `always` never waits and is compiled to a task
 * without upstreams; `all_done_setup_success` takes the task's direct upstreams as its setups.
 */
import type { TaskDocument } from '../definition/document.ts';

export const TRIGGER_RULES = [
  'all_success',
  'all_failed',
  'all_done',
  'all_done_min_one_success',
  'all_skipped',
  'one_success',
  'one_failed',
  'one_done',
  'none_failed',
  'none_failed_min_one_success',
  'none_skipped',
  'always',
  'all_done_setup_success',
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

/** A condition counts like `all_done`: it is evaluated when no upstream can change it any more. */
export function compileRule(rule: TaskDocument['rule']): {
  readonly rule: TriggerRule;
  readonly ruleWhen: string | undefined;
} {
  if (typeof rule === 'object') return { rule: 'all_done', ruleWhen: rule.when };
  return { rule: (rule ?? 'all_success') as TriggerRule, ruleWhen: undefined };
}

/** How the direct upstreams of a task run have ended so far. An allowed failure counts as `ok`. */
export interface Counters {
  /** Number of direct upstreams. */
  readonly need: number;
  readonly ok: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly skipped: number;
}

/** `wait`: not decidable yet. The two states are given without running. */
export type RuleVerdict = 'run' | 'wait' | 'skipped' | 'upstream_failed';

export function judge(rule: TriggerRule, c: Counters): RuleVerdict {
  // A task without upstreams has nothing to be judged by.
  if (c.need === 0) return 'run';
  const bad = c.failed + c.upstreamFailed;
  const done = c.ok + bad + c.skipped === c.need;
  const waitOr = (verdict: RuleVerdict): RuleVerdict => (done ? verdict : 'wait');
  switch (rule) {
    case 'all_success':
      // A skipped upstream waits for the others: were it decided at once, whether a task is skipped or
      // upstream_failed would depend on which of its upstreams happened to end first.
      if (bad > 0) return 'upstream_failed';
      return waitOr(c.skipped > 0 ? 'skipped' : 'run');
    case 'all_failed':
      return c.ok + c.skipped > 0 ? 'skipped' : waitOr('run');
    case 'all_done':
      return waitOr('run');
    case 'all_done_min_one_success':
      if (!done) return 'wait';
      return c.ok > 0 ? 'run' : c.skipped === c.need ? 'skipped' : 'upstream_failed';
    case 'all_skipped':
      return c.ok + bad > 0 ? 'skipped' : waitOr('run');
    case 'one_success':
      if (c.ok > 0) return 'run';
      return waitOr(c.skipped === c.need ? 'skipped' : 'upstream_failed');
    case 'one_failed':
      return bad > 0 ? 'run' : waitOr('skipped');
    case 'one_done':
      return c.ok + c.failed > 0 ? 'run' : waitOr('skipped');
    case 'none_failed':
      return bad > 0 ? 'upstream_failed' : waitOr('run');
    case 'none_failed_min_one_success':
      if (bad > 0) return 'upstream_failed';
      return waitOr(c.ok > 0 ? 'run' : 'skipped');
    case 'none_skipped':
      return c.skipped > 0 ? 'skipped' : waitOr('run');
    case 'always':
      return 'run';
    case 'all_done_setup_success':
      if (!done) return 'wait';
      return c.ok > 0 ? 'run' : c.skipped === c.need ? 'skipped' : 'upstream_failed';
  }
}

/** Whether a task with this rule may start before all of its upstreams are final. */
export function startsEarly(rule: TriggerRule): boolean {
  return rule === 'one_success' || rule === 'one_failed' || rule === 'one_done';
}
