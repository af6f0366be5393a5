/**
 * Random graphs, run for real, end exactly as a plain evaluator says. The evaluator knows nothing of
 * counters, batches or locks: it looks at all upstreams of a task again and again until nothing changes.
 */
import {
  type Counters,
  judge,
  TRIGGER_RULES,
  type TaskDocument,
  type TaskRunState,
  type TriggerRule,
  unitHash,
} from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const GRAPHS = 30;
const MAX_TASKS = 40;
const MAX_UPSTREAMS = 4;
/** As for properties: the usual graphs, those of another seed, or `random` ones. */
const ASKED = process.env['CARILLON_TEST_SEED'] ?? '4400';
const SEED = ASKED === 'random' ? String(Date.now()) : ASKED;

type Graph = Readonly<Record<string, TaskDocument>>;

/** Numbers that the seed alone decides. */
function dice(seed: string): (below: number) => number {
  let rolls = 0;
  return (below) => Math.floor(unitHash(`${seed}/${rolls++}`) * below);
}

function randomGraph(seed: string): Graph {
  const roll = dice(seed);
  const pick = <T>(values: readonly T[]): T => values.at(roll(values.length)) as T;
  const chance = (percent: number): boolean => roll(100) < percent;
  const tasks: Record<string, TaskDocument> = {};
  const size = 2 + roll(MAX_TASKS - 1);
  for (let no = 0; no < size; no++) {
    const upstreams = no === 0 || chance(15) ? [] : distinct(1 + roll(MAX_UPSTREAMS), () => `t${roll(no)}`);
    tasks[`t${no}`] = {
      ...(chance(15) ? { type: 'noop' } : call(chance(20) ? 'fail' : 'ok')),
      ...(upstreams.length > 0 ? { needs: upstreams } : {}),
      ...(upstreams.length > 0 && chance(60) ? { rule: pick(TRIGGER_RULES) } : {}),
      ...(chance(15) ? { when: chance(50) ? 'true' : 'params.absent == 1' } : {}),
      ...(chance(15) ? { allowFailure: true } : {}),
    };
  }
  return tasks;
}

function distinct(count: number, make: () => string): string[] {
  return [...new Set(Array.from({ length: count }, make))];
}

/** What a task ends as once its rule lets it start. */
function ownEnd(task: TaskDocument): TaskRunState {
  if (task.when !== undefined && task.when !== 'true') return 'skipped';
  return task.with?.['handler'] === 'fail' ? 'failed' : 'success';
}

function expectedStates(graph: Graph): Record<string, TaskRunState> {
  const ended: Record<string, TaskRunState> = {};
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
  const counters = { need: task.needs?.length ?? 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 };
  for (const id of task.needs ?? []) {
    const state = ended[id];
    if (state === 'success' || (state === 'failed' && graph[id]?.allowFailure)) counters.ok += 1;
    else if (state === 'failed') counters.failed += 1;
    else if (state === 'upstream_failed') counters.upstreamFailed += 1;
    else if (state === 'skipped') counters.skipped += 1;
  }
  return counters;
}

describe(`random graphs (CARILLON_TEST_SEED=${SEED})`, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  it('end in the states that their rules give', async () => {
    const seeds = Array.from({ length: GRAPHS }, (_, i) => `${SEED}-${i}`);
    await Promise.all(
      seeds.map(async (seed, i) => {
        const graph = randomGraph(seed);
        const name = `random_${i}`;
        await cluster.publish(workflow(name, graph, { params: { absent: { type: 'integer', default: 0 } } }));
        const runId = await cluster.start(name, { absent: 0 });
        const ended = await cluster.ended(runId);
        const expected = expectedStates(graph);
        expect(states(await cluster.tasks(runId)), JSON.stringify(graph)).toEqual(expected);
        const failed = Object.entries(graph).some(([id, task]) => expected[id] === 'failed' && !task.allowFailure);
        expect(ended.state, JSON.stringify(graph)).toBe(failed ? 'failed' : 'success');
      }),
    );
    const { rows } = await cluster.store.database.api.query(
      'select (select count(*) from run) + (select count(*) from task_run) open',
    );
    expect(rows).toEqual([{ open: 0 }]);
  });
});
