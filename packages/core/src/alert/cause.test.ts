import { describe, expect, it } from 'vitest';
import { type Cause, type CauseContext, failAgain, type Followed, recover } from './cause.ts';
import { alertRuleFor, DEFAULT_ALERT_RULE } from './rule.ts';
import type { CauseSilence } from './silence.ts';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(minutes * MINUTE);
const SILENCE: CauseSilence = {
  silenceKey: 1,
  createdAt: at(0),
  expiresAt: at(60),
  unlessWorse: false,
  usual: 2,
  day: 0,
  failures: 0,
  muted: 0,
  isBroken: false,
};

/** `f` fails, `s` succeeds, a minute apart; what was told of, by kind. */
function follow(events: string, context: Partial<CauseContext> = {}) {
  const told: string[] = [];
  let cause: Cause | undefined;
  let silences = context.silences ?? [];
  for (const [i, event] of events.split('').entries()) {
    const run = { runId: `run ${i}`, at: at(i) };
    const given = { rule: DEFAULT_ALERT_RULE, hasReceiver: true, ...context, silences };
    const after: Followed | undefined =
      event === 'f' ? failAgain(cause, run, given) : cause && recover(cause, run, given);
    if (!after) continue;
    ({ cause, silences } = after);
    if (after.notice) told.push(`${i} ${after.notice.kind}`);
    if (after.isWithdrawn) told.push(`${i} withdrawn`);
  }
  return { told, cause, silences };
}

describe('a cause of failures', () => {
  it('is told once, and its recovery once, however often it fails between', () => {
    const { told, cause } = follow('fffssf');
    expect(told).toEqual(['0 failure', '3 recovery', '5 failure']);
    expect(cause).toMatchObject({ state: 'open', failures: 4, openings: 2, notified: 3, muted: 0 });
  });

  it('recovers by a success of the same millisecond, and not by one of before', () => {
    const given = { rule: DEFAULT_ALERT_RULE, hasReceiver: true, silences: [] };
    const { cause } = failAgain(undefined, { runId: 'run 0', at: at(1) }, given);
    const success = (minutes: number): Followed => recover(cause, { runId: 'run 1', at: at(minutes) }, given);
    expect(success(1).notice).toMatchObject({ kind: 'recovery' });
    expect(success(0.5).notice).toBeUndefined();
  });

  it('is told each time where the rule says so, until somebody has acknowledged it', () => {
    const rule = { ...DEFAULT_ALERT_RULE, everyFailure: true, tellRecovery: false };
    const { told, cause } = follow('fff', { rule });
    expect(told).toEqual(['0 failure', '1 failure', '2 failure']);
    const seen = { ...(cause as Cause), isAcknowledged: true };
    const run = { runId: 'run 3', at: at(3) };
    expect(failAgain(seen, run, { rule, silences: [], hasReceiver: true }).notice).toBeUndefined();
  });

  it('may recover by itself before anybody is told', () => {
    const { told, cause } = follow('fs', { rule: { ...DEFAULT_ALERT_RULE, holdMs: 5 * MINUTE } });
    expect(told).toEqual(['0 failure', '1 withdrawn']);
    expect(cause).toMatchObject({ state: 'recovered', notified: 0 });
  });

  it('is not told while it is silenced, is counted, and is told of again when that is over', () => {
    const { told, cause, silences } = follow('ffsfs', { silences: [SILENCE] });
    expect(told).toEqual([]);
    expect(cause).toMatchObject({ notified: 0, muted: 2, failures: 3 });
    expect(silences).toMatchObject([{ muted: 2, failures: 3 }]);
    expect(follow('fff', { silences: [{ ...SILENCE, expiresAt: at(1) }] }).told).toEqual(['1 failure']);
  });

  it('breaks a silence that lasts until it gets worse: more than three times as often as usual', () => {
    const { told, silences } = follow('ffffffff', { silences: [{ ...SILENCE, unlessWorse: true }] });
    expect(told).toEqual(['6 worse']);
    expect(silences).toMatchObject([{ isBroken: true, failures: 7 }]);
    expect(follow('ffffffff', { silences: [SILENCE] }).told).toEqual([]);
  });

  it('counts what gets worse by days, from the silence on', () => {
    const night = { ...SILENCE, unlessWorse: true, expiresAt: at(3 * 24 * 60), day: 0, failures: 6 };
    const run = { runId: 'run', at: at(25 * 60) };
    const { silences, notice } = failAgain(undefined, run, {
      rule: DEFAULT_ALERT_RULE,
      silences: [night],
      hasReceiver: true,
    });
    expect(notice).toBeUndefined();
    expect(silences).toMatchObject([{ day: 1, failures: 1, isBroken: false }]);
  });

  it('waits for somebody who can be told', () => {
    const { cause } = follow('ff', { hasReceiver: false });
    expect(cause).toMatchObject({ notified: 0, told: 'no' });
    const run = { runId: 'run 2', at: at(2) };
    expect(failAgain(cause, run, { rule: DEFAULT_ALERT_RULE, silences: [], hasReceiver: true }).notice?.kind).toBe(
      'failure',
    );
  });

  it('is not ended by a success that came before it failed last', () => {
    const { cause } = follow('f');
    const run = { runId: 'earlier', at: at(-1) };
    const after = recover(cause as Cause, run, { rule: DEFAULT_ALERT_RULE, silences: [], hasReceiver: true });
    expect(after.cause.state).toBe('open');
  });
});

describe('the rule for a task', () => {
  it('takes each field from the narrowest rule that has it', () => {
    const rules = [
      { workflow: '', task: '', severity: 'info', holdMs: 1 },
      { workflow: 'w', task: '', holdMs: 2, everyFailure: undefined },
      { workflow: 'w', task: 'a', tellRecovery: false },
      { workflow: 'w', task: 'b', severity: 'critical' },
    ] as const;
    expect(alertRuleFor(rules, { workflow: 'w', task: 'a' })).toEqual({
      ...DEFAULT_ALERT_RULE,
      severity: 'info',
      holdMs: 2,
      tellRecovery: false,
    });
    expect(alertRuleFor([], { workflow: 'w', task: 'a' })).toEqual(DEFAULT_ALERT_RULE);
  });
});
