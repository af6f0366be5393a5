import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { references } from '../params/expressions.ts';
import { graphEdges } from './graph-edges.ts';
import { groupAgainst, groupEnd } from './group-end.ts';
import { compilePlan } from './compile-plan.ts';
import type { Plan, PlanTask } from './plan.ts';
import { planRerun } from './rerun.ts';
import { judge, TRIGGER_RULES } from './rules.ts';
import { secretsOf } from './secrets-of.ts';
import { countsAs, type EndState } from './standing.ts';
import { OUTERMOST, type Result, tasksContext, tasksRead } from './task-scope.ts';

type Tasks = Readonly<Record<string, TaskDocument>>;
const documentOf = (tasks: Tasks): WorkflowDocument => ({ kind: 'Workflow', name: 'w', project: 'default', tasks });
const planOf = (tasks: Tasks): Plan => compilePlan(documentOf(tasks));
const noop = (needs: readonly string[] = [], more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'noop',
  needs,
  ...more,
});
const group = (tasks: Tasks, more: Partial<TaskDocument> = {}): TaskDocument => ({ type: 'group', tasks, ...more });
const task = (plan: Plan, id: string): PlanTask => plan.byId.get(id) as PlanTask;

const NESTED = planOf({
  first: noop(),
  load: group({ stage: noop(), inner: group({ deep: noop() }, { needs: ['stage'] }) }, { needs: ['first'] }),
  last: noop(['load']),
});

describe('the tasks of a group', () => {
  it('stand between its entry and its end', () => {
    const shape = NESTED.tasks.map(({ id, upstreams }) => [id, upstreams.map((no) => NESTED.tasks[no]?.id)]);
    expect(Object.fromEntries(shape)).toEqual({
      first: [],
      'load.entry': ['first'],
      'load.stage': ['load.entry'],
      'load.inner.entry': ['load.stage'],
      'load.inner.deep': ['load.inner.entry'],
      'load.inner': ['load.inner.entry', 'load.inner.deep'],
      load: ['load.entry', 'load.stage', 'load.inner'],
      last: ['load'],
    });
    expect(graphEdges(NESTED).filter(({ to }) => to === 'load')).toEqual([{ from: 'load.inner', to: 'load' }]);
  });

  it('are run again together', () => {
    const ends = new Map(NESTED.tasks.map(({ id }) => [id, 'success' as const]));
    const rerun = planRerun(NESTED, ends, { kind: 'tasks', tasks: ['load'], downstream: false });
    if ('problem' in rerun) throw new Error(rerun.problem);
    expect(rerun.kept.map(({ taskNo }) => NESTED.tasks[taskNo]?.id)).toEqual(['first', 'last']);
    const entry = rerun.pending.find(({ taskNo }) => taskNo === task(NESTED, 'load.entry').no);
    expect(entry).toMatchObject({ need: 0 });
  });

  // The order in which things end must not change what they end as.
  it('end the same whatever ends first, and never past a group that did not run', () => {
    const rule = fc.constantFrom(...TRIGGER_RULES);
    const member = fc.record({ rule, needs: fc.array(fc.nat(), { maxLength: 3 }), fails: fc.boolean() });
    const shape = fc.record({
      entry: fc.constantFrom('success', 'skipped', 'failed', 'upstream'),
      members: fc.array(member, { minLength: 1, maxLength: 7 }),
    });
    fc.assert(
      fc.property(
        shape,
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        ({ entry, members }, one, other) => {
          const tasks = Object.fromEntries(
            members.map(({ rule, needs }, i): [string, TaskDocument] => [
              `m${i}`,
              noop(i === 0 ? [] : [...new Set(needs.map((n) => `m${n % i}`))], { rule }),
            ]),
          );
          const plan = planOf({ before: noop(), g: group(tasks, { needs: ['before'] }) });
          const outcome = (id: string): EndState => {
            if (id === 'before') return entry === 'upstream' ? 'failed' : 'success';
            if (id === 'g.entry') return entry === 'upstream' ? 'success' : entry;
            return members[Number(id.slice(3))]?.fails ? 'failed' : 'success';
          };
          const ends = simulate(plan, outcome, one);
          expect(simulate(plan, outcome, other)).toEqual(ends);
          expect(ends.size).toBe(plan.tasks.length);
          if (entry === 'success') return;
          const barred = [...ends].filter(([id]) => id.startsWith('g.m')).map(([, end]) => end);
          expect(new Set(barred)).toEqual(new Set([entry === 'skipped' ? 'skipped' : 'upstream_failed']));
          expect(ends.get('g')).toBe(entry === 'upstream' ? 'upstream_failed' : entry);
        },
      ),
    );
  });
});

/** What the engine's decisions come to, one at a time in the given order. */
function simulate(
  plan: Plan,
  outcome: (id: string) => EndState,
  order: readonly number[],
): ReadonlyMap<string, EndState> {
  const ends = new Map<number, EndState>();
  for (let step = 0; ; step++) {
    const ready = plan.tasks.flatMap((one) => {
      const end = ends.has(one.no) ? undefined : decide(plan, one, ends, outcome);
      return end ? [{ no: one.no, end }] : [];
    });
    const chosen = ready[(order.at(step % order.length) as number) % Math.max(1, ready.length)];
    if (!chosen)
      return new Map(plan.tasks.flatMap(({ id, no }) => (ends.has(no) ? [[id, ends.get(no) as EndState]] : [])));
    ends.set(chosen.no, chosen.end);
  }
}

function decide(
  plan: Plan,
  one: PlanTask,
  ends: ReadonlyMap<number, EndState>,
  outcome: (id: string) => EndState,
): EndState | undefined {
  const counters = { need: one.upstreams.length, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
  for (const no of one.upstreams) {
    const end = ends.get(no);
    if (end) counters[countsAs(plan.tasks.at(no) as PlanTask, end)] += 1;
  }
  const verdict = judge(one.rule, counters);
  if (verdict === 'wait') return undefined;
  const entry = one.gate === undefined ? undefined : ends.get(one.gate);
  const closed = entry && groupAgainst(entry, one.part);
  if (closed) return closed;
  if (one.part === 'end') return groupEnd(counters, undefined).state;
  return verdict === 'run' ? outcome(one.id) : verdict;
}

describe('a name that expressions read', () => {
  const read = (reader: string, condition: string): readonly (string | undefined)[] =>
    tasksRead(NESTED, reader === '' ? OUTERMOST : task(NESTED, reader), references({ condition }).all).numbers.map(
      (no) => NESTED.tasks[no]?.id,
    );

  it('means tasks beside the reader, then those beside the groups around it', () => {
    expect(read('load.inner.deep', 'tasks.stage.state == "success" && tasks.first.state == "success"')).toEqual([
      'load.stage',
      'first',
    ]);
    expect(read('last', 'tasks.stage.state == "success"')).toEqual([]);
  });

  it('fetches of a group what is read, and no more', () => {
    expect(read('last', 'tasks.load.state == "success"')).toEqual(['load']);
    expect(read('last', 'tasks.load.outputs.stage.rows > 1')).toEqual(['load', 'load.stage']);
    expect(read('', 'tasks.load.outputs != null')).toEqual(['load', 'load.stage', 'load.inner', 'load.inner.deep']);
  });

  it('gives outputs of a group by the names of its tasks', () => {
    const result = (no: number, outputs: Result['outputs']): [number, Result] => [no, { state: 'success', outputs }];
    const results = new Map([
      result(task(NESTED, 'load').no, {}),
      result(task(NESTED, 'load.stage').no, { rows: 1 }),
      result(task(NESTED, 'load.inner').no, {}),
      result(task(NESTED, 'load.inner.deep').no, { x: 'y' }),
    ]);
    expect(tasksContext(NESTED, OUTERMOST, results)).toEqual({
      load: { state: 'success', outputs: { stage: { rows: 1 }, inner: { deep: { x: 'y' } } } },
    });
  });

  it('gives as outputs of a map_reduce those of its last task', () => {
    const plan = planOf({ m: { type: 'map_reduce', with: { items: [1], map: noop(), reduce: noop() } as never } });
    const results = new Map<number, Result>([
      [task(plan, 'm').no, { outputs: {} }],
      [task(plan, 'm.reduce').no, { outputs: { total: 3 } }],
    ]);
    expect(tasksContext(plan, OUTERMOST, results)).toEqual({ m: { outputs: { total: 3 } } });
  });
});

it('secrets of what a loop repeats are secrets of the workflow', () => {
  const env = { KEY: '${{ secrets.key }}' };
  const inner = { type: 'shell', with: { script: 'true' }, env };
  expect(secretsOf(documentOf({ g: group({ inner }, { forEach: { items: [1] } }) }))).toEqual(['key']);
});
