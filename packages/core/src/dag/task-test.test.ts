import { describe, expect, it } from 'vitest';
import type { TaskDocument, WorkflowDocument } from '../definition/document.ts';
import { compilePlan } from './compile-plan.ts';
import { givenContext, needsItem, tasksReadBy, type TestedTask, testDocument, testedTask } from './task-test.ts';

const documentOf = (tasks: Record<string, TaskDocument>, rest: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  kind: 'Workflow',
  name: 'w',
  project: 'default',
  tasks,
  ...rest,
});
const found = (document: WorkflowDocument, task: string, map: 'tasks' | 'finally' = 'tasks'): TestedTask => {
  const tested = testedTask(document, { in: map, task });
  if ('problem' in tested) throw new Error(tested.problem);
  return tested;
};
const LOAD: TaskDocument = {
  type: 'shell',
  needs: ['extract'],
  when: 'false',
  rule: 'all_failed',
  retry: { max: 5, lost: 0 },
  sla: { finishBy: '06:00' },
  produces: ['orders'],
  allowFailure: true,
  with: { script: 'true' },
  env: { ROWS: '${{ tasks.extract.outputs.rows }}', SELF: '${{ tasks.load.outputs.rows }}' },
};

describe('a test of a task', () => {
  it('leaves out what is about its place in the workflow, its promises and its tries', () => {
    const document = documentOf(
      { extract: { type: 'noop' }, load: LOAD },
      { queue: 'etl', sla: { finishBy: '07:00' } },
    );
    const test = testDocument(document, found(document, 'load'), { tasks: { extract: { outputs: { rows: 3 } } } });
    const plan = compilePlan(test);
    expect(plan).toMatchObject({ solo: true, sla: [] });
    expect(plan.tasks).toHaveLength(1);
    expect(plan.tasks[0]).toMatchObject({
      name: 'load',
      upstreams: [],
      when: undefined,
      allowFailure: false,
      produces: [],
      fused: false,
      requirement: { queue: 'etl' },
      retry: { max: 0, lost: 0 },
    });
  });

  it('has the defaults of the workflow, but for those that it goes without', () => {
    const defaults = { retry: { max: 3 }, produces: ['all'], timeout: '5m', env: { A: '1' } };
    const document = documentOf({ load: { type: 'shell', with: { script: 'true' }, env: { B: '2' } } }, { defaults });
    const [task] = compilePlan(testDocument(document, found(document, 'load'), { tasks: {} })).tasks;
    expect(task).toMatchObject({ attemptTimeoutMs: 300_000, produces: [], retry: { max: 0 } });
    expect(task?.definition.env).toEqual({ A: '1', B: '2' });
  });

  it('finds a task of a group by its id, with what the group hands down', () => {
    const group = { type: 'group', env: { A: '1' }, tasks: { stage: { type: 'shell', with: { script: 'true' } } } };
    const document = documentOf({ all: group });
    expect(found(document, 'all.stage')).toMatchObject({ name: 'stage', within: 'all', task: { env: { A: '1' } } });
    expect(testedTask(document, { in: 'tasks', task: 'all' })).toEqual({ problem: 'not_testable', type: 'group' });
  });

  it.each(['approval', 'workflow', 'wait', 'switch', 'noop', 'map_reduce'])('is refused for the type %s', (type) => {
    const document = documentOf({ ask: { type } });
    expect(testedTask(document, { in: 'tasks', task: 'ask' })).toEqual({ problem: 'not_testable', type });
  });

  it('names the tasks there are where it is given another', () => {
    expect(testedTask(documentOf({ load: LOAD }), { in: 'tasks', task: 'lod' })).toEqual({
      problem: 'unknown_task',
      known: ['load'],
    });
  });

  it('tells which other tasks are read, and gives what they are said to have come to', () => {
    expect(tasksReadBy({ name: 'load', task: LOAD })).toEqual([{ task: 'extract', outputs: ['rows'] }]);
    expect(givenContext({ tasks: { extract: { outputs: { rows: 3 } } }, item: 'cn', index: 0 })).toEqual({
      tasks: { extract: { state: 'success', reason: null, outputs: { rows: 3 }, attempts: 1, exitCode: null } },
      item: 'cn',
      index: 0,
    });
  });

  it('is one turn of a loop: of the item that is given, else of the first that is written', () => {
    const each = (items: string[] | string): TaskDocument => ({
      type: 'shell',
      forEach: { items },
      with: { script: 'x' },
    });
    const document = documentOf({ written: each(['a', 'b']), asked: each('${{ params.list }}') });
    const given = (task: string, item?: string) => testDocument(document, found(document, task), { tasks: {}, item });
    expect(given('written')).toMatchObject({ turnOf: 'for_each', given: { item: 'a', index: 0 } });
    expect(given('asked', 'c').given).toMatchObject({ item: 'c' });
    expect(['written', 'asked'].map((task) => needsItem(found(document, task).task))).toEqual([false, true]);
    expect(compilePlan(given('written')).tasks[0]?.expands).toBeUndefined();
  });

  it('goes to one worker where the task goes to several', () => {
    const spread = (strategy: 'broadcast' | 'sharding'): TaskDocument => ({
      type: 'shell',
      with: { script: 'x' },
      workers: { group: 'gpu', strategy, ...(strategy === 'sharding' && { shards: 4 }) },
    });
    const document = documentOf({ all: spread('broadcast'), parts: spread('sharding') });
    const planOf = (task: string) => compilePlan(testDocument(document, found(document, task), { tasks: {} })).tasks[0];
    expect(planOf('all')).toMatchObject({ expands: undefined, requirement: { group: 'gpu' } });
    expect(planOf('parts')).toMatchObject({ expands: undefined, requirement: { group: 'gpu' } });
    expect(testDocument(document, found(document, 'parts'), { tasks: {} }).given).toMatchObject({
      item: { shard: 0, shards: 4 },
    });
  });

  it('of what follows the main tasks reads that these have ended', () => {
    const tell = { type: 'shell', with: { script: 'x' }, env: { S: '${{ run.state }}' } };
    const document = documentOf({ load: LOAD }, { finally: { tell } });
    expect(testDocument(document, found(document, 'tell', 'finally'), { tasks: {} }).given).toMatchObject({
      state: 'success',
    });
  });
});
