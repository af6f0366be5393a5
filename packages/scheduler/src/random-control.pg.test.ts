/**
 * Random graphs under random hands: pauses, marks, reopenings and early retries while they run. In the end every
 * run stands as a plain evaluator says that knows nothing but the graph and which commands were answered with done.
 */
import {
  type ControlResult,
  type Counters,
  judge,
  type MarkState,
  TRIGGER_RULES,
  type TaskDocument,
  type TaskRunState,
  type TriggerRule,
  unitHash,
} from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const RUNS = 24;
const MAX_TASKS = 12;
const COMMANDS = 14;
const TENANT = { tenantKey: 1 };
const BY = { actor: 'dice' };
/** As for properties: the usual cases, those of another seed, or `random` ones. */
const ASKED = process.env['CARILLON_TEST_SEED'] ?? '4400';
const SEED = ASKED === 'random' ? String(Date.now()) : ASKED;

type Graph = Readonly<Record<string, TaskDocument>>;
type Dice = (below: number) => number;

/** Numbers that the seed alone decides. */
function diceOf(seed: string): Dice {
  let rolls = 0;
  return (below) => Math.floor(unitHash(`${seed}/${rolls++}`) * below);
}
const pick = <T>(roll: Dice, values: readonly T[]): T => values.at(roll(values.length)) as T;

function randomGraph(roll: Dice): Graph {
  const tasks: Record<string, TaskDocument> = {};
  const size = 2 + roll(MAX_TASKS - 1);
  for (let no = 0; no < size; no++) {
    const needs =
      no === 0 || roll(5) === 0 ? [] : [...new Set(Array.from({ length: 1 + roll(3) }, () => `t${roll(no)}`))];
    const tries = { retry: { max: 1, backoff: 'fixed', initial: pick(roll, ['1ms', '20ms', '1h']) } } as const;
    tasks[`t${no}`] = {
      ...pick<TaskDocument>(roll, [
        call('ok'),
        call('fail'),
        call('flaky', tries),
        { type: 'wait', with: { for: '15ms' } },
        { type: 'noop' },
      ]),
      ...(needs.length > 0 ? { needs } : {}),
      ...(needs.length > 0 && roll(2) === 0 ? { rule: pick(roll, TRIGGER_RULES) } : {}),
      ...(roll(6) === 0 ? { allowFailure: true } : {}),
    };
  }
  return tasks;
}

/** What a task ends as once its rule lets it start; a flaky one succeeds at its second try. */
const ownEnd = (task: TaskDocument): TaskRunState => (task.with?.['handler'] === 'fail' ? 'failed' : 'success');

function expectedStates(graph: Graph, marks: ReadonlyMap<string, MarkState>): Record<string, TaskRunState> {
  const ended: Record<string, TaskRunState> = Object.fromEntries(marks);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [id, task] of Object.entries(graph)) {
      if (ended[id] !== undefined) continue;
      const verdict = judge((task.rule ?? 'all_success') as TriggerRule, countersOf(task, graph, ended));
      if (verdict === 'wait') continue;
      ended[id] = verdict === 'run' ? ownEnd(task) : verdict;
      changed = true;
    }
  }
  return ended;
}

function countersOf(task: TaskDocument, graph: Graph, ended: Readonly<Record<string, TaskRunState>>): Counters {
  const needs = task.rule === 'always' ? [] : (task.needs ?? []);
  const counters = { need: needs.length, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
  for (const id of needs) {
    const state = ended[id];
    if (state === 'success' || (state === 'failed' && graph[id]?.allowFailure)) counters.ok += 1;
    else if (state === 'failed') counters.failed += 1;
    else if (state === 'upstream_failed') counters.upstreamFailed += 1;
    else if (state === 'skipped') counters.skipped += 1;
  }
  return counters;
}

describe(`random hands in random runs (CARILLON_TEST_SEED=${SEED})`, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      fail: () => {
        throw new Error('as asked');
      },
      flaky: (_params, { identity }) => {
        if (identity.attempt === 1) throw new Error('the first time');
        return {};
      },
    });
  });
  afterAll(() => cluster.stop());

  /** Gives the commands and keeps account of the marks that hold. */
  async function meddle(runId: string, graph: Graph, roll: Dice): Promise<ReadonlyMap<string, MarkState>> {
    const { controller } = cluster.scheduler;
    const ids = Object.keys(graph);
    const marks = new Map<string, MarkState>();
    for (let i = 0; i < COMMANDS; i++) {
      const no = roll(ids.length);
      const id = ids.at(no) as string;
      const as = pick<MarkState>(roll, ['success', 'failed', 'skipped']);
      const what = pick(roll, ['pause', 'resume', 'pauseTask', 'resumeTask', 'retryNow', 'mark', 'reopen'] as const);
      const result: ControlResult =
        what === 'pause' || what === 'resume'
          ? await controller[what](TENANT, runId, BY)
          : what === 'mark'
            ? await controller.mark(TENANT, runId, no, as, BY)
            : await controller[what](TENANT, runId, no, BY);
      if (result.kind === 'already_final') break;
      if (result.kind !== 'done' || (what !== 'mark' && what !== 'reopen')) continue;
      for (const taken of result.cleared ?? []) marks.delete(taken);
      if (what === 'mark') marks.set(id, as);
    }
    return marks;
  }

  /** Lets everything go on that is still held, until the run has ended. */
  async function release(runId: string, tasks: number): Promise<void> {
    const { controller } = cluster.scheduler;
    for (;;) {
      const resumed = await controller.resume(TENANT, runId, BY);
      if (resumed.kind === 'already_final') return;
      for (let no = 0; no < tasks; no++) {
        await controller.resumeTask(TENANT, runId, no, BY);
        await controller.retryNow(TENANT, runId, no, BY);
      }
    }
  }

  it('end as the graph and the commands say, and leave nothing behind', async () => {
    const seeds = Array.from({ length: RUNS }, (_, i) => `${SEED}-${i}`);
    await Promise.all(
      seeds.map(async (seed, i) => {
        const roll = diceOf(seed);
        const graph = randomGraph(roll);
        const failure = pick(roll, ['continue', 'pause'] as const);
        const name = `meddled_${i}`;
        await cluster.publish(
          workflow(name, graph, { failure, onFailure: { alarm: call('ok') }, finally: { close: call('ok') } }),
        );
        const runId = await cluster.start(name);
        const marks = await meddle(runId, graph, roll);
        await release(runId, Object.keys(graph).length);
        const ended = await cluster.ended(runId);
        const expected = expectedStates(graph, marks);
        const failed = Object.entries(graph).some(([id, task]) => expected[id] === 'failed' && !task.allowFailure);
        const told = JSON.stringify({ seed, failure, graph, marks: [...marks] });
        const { alarm, close, ...main } = states(await cluster.tasks(runId));
        expect(main, told).toEqual(expected);
        expect({ state: ended.state, alarm, close }, told).toEqual({
          state: failed ? 'failed' : 'success',
          alarm: failed ? 'success' : 'skipped',
          close: 'success',
        });
      }),
    );
    const { rows } = await cluster.store.database.api.query(
      'select (select count(*) from run) + (select count(*) from task_run) open',
    );
    expect(rows).toEqual([{ open: 0 }]);
  });
});
