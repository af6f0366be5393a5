/**
 * The store adds up: each end of a task run moves the counters of its downstreams and what is open of the run. After
 * every step of a random run, with ends taken back now and then, that is what {@link standingOf} says of the whole.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitHash } from '../run/retry.ts';
import type { TaskRunState } from '../run/states.ts';
import { compilePlan } from './compile-plan.ts';
import type { Plan, PlanTask } from './plan.ts';
import { planReopening } from './reopen.ts';
import { type Counters, judge, TRIGGER_RULES } from './rules.ts';
import { countsAs, type EndState, standingOf } from './standing.ts';

type Roll = (below: number) => number;
type Tally = { -readonly [K in keyof Counters]: Counters[K] };

function diceOf(seed: string): Roll {
  let rolls = 0;
  return (below) => Math.floor(unitHash(`${seed}/${rolls++}`) * below);
}

function randomPlan(roll: Roll): Plan {
  const tasks = Object.fromEntries(
    Array.from({ length: 1 + roll(12) }, (_, no) => {
      const needs = no === 0 || roll(5) === 0 ? [] : [...new Set([0, 1, 2].map(() => `t${roll(no)}`))];
      const rule =
        needs.length > 0 && roll(2) === 0 ? { rule: TRIGGER_RULES.at(roll(TRIGGER_RULES.length)) as string } : {};
      return [`t${no}`, { type: 'noop', needs, ...rule, ...(roll(6) === 0 ? { allowFailure: true } : {}) }];
    }),
  );
  return compilePlan({ kind: 'Workflow', name: 'w', project: 'p', tasks });
}

/** The counting of the store, as its statement does it. */
function counting(plan: Plan) {
  const tallies = new Map<number, Tally>();
  const ends = new Map<number, EndState>();
  let [open, failed] = [plan.sinks, 0];
  const tallyOf = (no: number): Tally => {
    const fresh = {
      need: (plan.tasks.at(no) as PlanTask).upstreams.length,
      ok: 0,
      failed: 0,
      upstreamFailed: 0,
      skipped: 0,
    };
    const tally = tallies.get(no) ?? fresh;
    tallies.set(no, tally);
    return tally;
  };
  const done = (no: number): number => {
    const { ok, failed: bad, upstreamFailed, skipped } = tallyOf(no);
    return ok + bad + upstreamFailed + skipped;
  };
  return {
    ends,
    tallyOf,
    standing: () => ({ open, failed }),
    end(no: number, end: EndState): void {
      const task = plan.tasks.at(no) as PlanTask;
      open += task.upstreams.length - done(no);
      if (task.children.length === 0) open -= 1;
      if (end === 'failed' && !task.allowFailure) failed += 1;
      ends.set(no, end);
      for (const child of task.children) {
        tallyOf(child)[countsAs(task, end)] += 1;
        if (ends.has(child)) open -= 1;
      }
    },
    /** Takes ends back as a plan says. */
    reopen(no: number): void {
      const states = new Map<number, TaskRunState>(ends);
      const taken = planReopening(plan, states, no, undefined);
      if ('problem' in taken) throw new Error(taken.problem);
      for (const cleared of taken.cleared) {
        ends.delete(cleared);
        tallies.delete(cleared);
      }
      for (const { taskNo, ...counters } of taken.pending) tallies.set(taskNo, { ...counters });
      ({ open, failed } = taken);
    },
  };
}

describe('counting', () => {
  it('comes to what the ends of all task runs come to, at every step', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const roll = diceOf(seed);
        const plan = randomPlan(roll);
        const run = counting(plan);
        for (let step = 0; step < 60; step++) {
          const whole = standingOf(plan.tasks, plan, (no) => run.ends.get(no));
          expect(run.standing()).toEqual({ open: whole.open, failed: whole.failed });
          expect(whole.pending.map(({ taskNo }) => ({ taskNo, ...run.tallyOf(taskNo) }))).toEqual(whole.pending);
          expect(whole.open === 0).toBe(whole.pending.length === 0);
          const ready = whole.pending.filter(
            (row) => judge((plan.tasks.at(row.taskNo) as PlanTask).rule, row) !== 'wait',
          );
          if (run.ends.size > 0 && roll(6) === 0) run.reopen([...run.ends.keys()].at(roll(run.ends.size)) as number);
          else if (ready.length > 0) {
            const row = ready.at(roll(ready.length)) as (typeof ready)[number];
            const verdict = judge((plan.tasks.at(row.taskNo) as PlanTask).rule, row);
            run.end(row.taskNo, verdict === 'run' ? (roll(3) === 0 ? 'failed' : 'success') : (verdict as EndState));
          } else expect(whole.pending, 'nothing may be left that nobody decides').toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
