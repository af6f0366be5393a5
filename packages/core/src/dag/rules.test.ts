import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counters, judge, type RuleVerdict, TRIGGER_RULES, type TriggerRule } from './rules.ts';

type End = 'ok' | 'failed' | 'upstreamFailed' | 'skipped';

/** The plain slow twin: the table of the reference, over the list of ends instead of counters. */
function twin(rule: TriggerRule, ends: readonly End[], need: number): RuleVerdict {
  const n = (...kinds: End[]): number => ends.filter((end) => kinds.includes(end)).length;
  const done = ends.length === need;
  const all = (...kinds: End[]): boolean => done && n(...kinds) === need;
  const wait = (verdict: RuleVerdict): RuleVerdict => (done ? verdict : 'wait');
  switch (rule) {
    case 'all_success':
      if (n('failed', 'upstreamFailed')) return 'upstream_failed';
      return wait(n('skipped') ? 'skipped' : 'run');
    case 'all_failed':
      if (n('ok', 'skipped')) return 'skipped';
      return all('failed', 'upstreamFailed') ? 'run' : 'wait';
    case 'all_done':
      return wait('run');
    case 'all_done_min_one_success':
    case 'all_done_setup_success':
      if (!done) return 'wait';
      if (n('ok')) return 'run';
      return all('skipped') ? 'skipped' : 'upstream_failed';
    case 'all_skipped':
      if (n('ok', 'failed', 'upstreamFailed')) return 'skipped';
      return wait('run');
    case 'one_success':
      if (n('ok')) return 'run';
      return wait(all('skipped') ? 'skipped' : 'upstream_failed');
    case 'one_failed':
      return n('failed', 'upstreamFailed') ? 'run' : wait('skipped');
    case 'one_done':
      return n('ok', 'failed') ? 'run' : wait('skipped');
    case 'none_failed':
      return n('failed', 'upstreamFailed') ? 'upstream_failed' : wait('run');
    case 'none_failed_min_one_success':
      if (n('failed', 'upstreamFailed')) return 'upstream_failed';
      return wait(n('ok') ? 'run' : 'skipped');
    case 'none_skipped':
      return n('skipped') ? 'skipped' : wait('run');
    case 'always':
      return 'run';
  }
}

const count = (ends: readonly End[], need: number): Counters => {
  const of = (kind: End): number => ends.filter((end) => end === kind).length;
  return { need, ok: of('ok'), failed: of('failed'), upstreamFailed: of('upstreamFailed'), skipped: of('skipped') };
};

describe('trigger rules', () => {
  const end = fc.constantFrom<End>('ok', 'failed', 'upstreamFailed', 'skipped');
  const progress = fc
    .integer({ min: 1, max: 6 })
    .chain((need) => fc.tuple(fc.constant(need), fc.array(end, { maxLength: need })));

  it.each(TRIGGER_RULES)('%s decides from counters as its twin does from the list', (rule) => {
    fc.assert(
      fc.property(progress, ([need, ends]) => {
        expect(judge(rule, count(ends, need))).toBe(twin(rule, ends, need));
      }),
    );
  });

  it.each(TRIGGER_RULES)('%s ends the same in whatever order its upstreams do, unless it runs early', (rule) => {
    const verdictOf = (ends: readonly End[]): RuleVerdict => {
      for (let seen = 1; seen < ends.length; seen++) {
        const verdict = judge(rule, count(ends.slice(0, seen), ends.length));
        if (verdict !== 'wait') return verdict;
      }
      return judge(rule, count(ends, ends.length));
    };
    const orders = fc
      .array(end, { minLength: 1, maxLength: 6 })
      .chain((ends) => fc.tuple(fc.constant(ends), fc.shuffledSubarray(ends, { minLength: ends.length })));
    fc.assert(
      fc.property(orders, ([one, other]) => {
        expect(verdictOf(one)).toBe(verdictOf(other));
      }),
    );
  });

  it.each(TRIGGER_RULES)('%s never waits once every upstream has ended', (rule) => {
    fc.assert(
      fc.property(fc.array(end, { minLength: 1, maxLength: 6 }), (ends) => {
        expect(judge(rule, count(ends, ends.length))).not.toBe('wait');
      }),
    );
  });
});
