import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateCondition } from '../params/expressions.ts';
import { compilePlan } from './compile-plan.ts';
import { judge, TRIGGER_RULES, type TriggerRule } from './rules.ts';
import { countsAs, type EndState } from './standing.ts';

/** Each rule as a condition over the upstreams, all of which have ended. */
const CONDITIONS: Readonly<Record<TriggerRule, string>> = {
  all_success: 'tasks.all(t, tasks[t].state == "success")',
  all_failed: 'tasks.all(t, !(tasks[t].state in ["success", "skipped"]))',
  all_done: 'true',
  all_done_min_one_success: 'tasks.exists(t, tasks[t].state == "success")',
  all_skipped: 'tasks.all(t, tasks[t].state == "skipped")',
  one_success: 'tasks.exists(t, tasks[t].state == "success")',
  one_failed: 'tasks.exists(t, tasks[t].state in ["failed", "stopped", "upstream_failed"])',
  one_done: 'tasks.exists(t, tasks[t].state in ["success", "failed", "stopped"])',
  none_failed: '!tasks.exists(t, tasks[t].state in ["failed", "stopped", "upstream_failed"])',
  none_failed_min_one_success:
    'tasks.all(t, tasks[t].state in ["success", "skipped"]) && tasks.exists(t, tasks[t].state == "success")',
  none_skipped: '!tasks.exists(t, tasks[t].state == "skipped")',
  always: 'true',
  all_done_setup_success: 'tasks.exists(t, tasks[t].state == "success")',
};

const ends = fc.array(fc.constantFrom<EndState>('success', 'failed', 'stopped', 'upstream_failed', 'skipped'), {
  minLength: 1,
  maxLength: 6,
});

describe('a rule that is a condition', () => {
  it.each(TRIGGER_RULES)('says what %s says when all upstreams have ended', (rule) => {
    fc.assert(
      fc.property(ends, (states) => {
        const counters = { need: states.length, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
        for (const state of states) counters[countsAs({ allowFailure: false }, state)] += 1;
        const tasks = Object.fromEntries(states.map((state, no) => [`t${no}`, { state }]));
        expect(evaluateCondition(CONDITIONS[rule], { tasks })).toBe(judge(rule, counters) === 'run');
      }),
    );
  });

  it('is counted like all_done, and never started by counting alone', () => {
    const { tasks } = compilePlan({
      kind: 'Workflow',
      name: 'w',
      project: 'p',
      tasks: {
        a: { type: 'shell', with: { script: 'true' } },
        b: { type: 'shell', needs: ['a'], rule: { when: 'tasks.a.state != "success"' }, with: { script: 'true' } },
      },
    });
    expect(tasks[1]).toMatchObject({ rule: 'all_done', ruleWhen: 'tasks.a.state != "success"', fused: false });
  });
});
