import { describe, expect, it } from 'vitest';
import type { JsonObject, WorkflowDocument } from '../definition/document.ts';
import { NO_PROGRESS, type Progress, type StartedChild } from './expansion.ts';
import { expand, nextChildren } from './next-children.ts';
import { compilePlan } from './compile-plan.ts';
import type { PlanTask } from './plan.ts';

const taskWith = (fields: JsonObject): PlanTask => {
  const document: WorkflowDocument = {
    kind: 'Workflow',
    name: 'outer',
    project: 'default',
    tasks: { it: { type: 'workflow', with: fields } },
  };
  return compilePlan(document).tasks.at(0) as PlanTask;
};
const AROUND = { checkDocument: () => [], workers: () => [] };
const expansionOf = (fields: JsonObject) => expand(taskWith(fields), { params: { n: 2 } }, AROUND);
const ask = (fields: JsonObject, progress: Progress) =>
  nextChildren({ task: taskWith(fields), expansion: expansionOf(fields), progress, context: undefined });
const ended: Progress = { round: 0, started: 1, open: 0, failed: 0 };
const child = (more: Partial<StartedChild> = {}): StartedChild => ({
  position: 0,
  run: 'run_x',
  state: 'success',
  reason: undefined,
  output: { rows: 3 },
  ...more,
});

describe('a task of type workflow', () => {
  it('records what its expressions came to', () => {
    expect(expansionOf({ workflow: 'inner', params: { size: '${{ params.n + 1 }}' } })).toEqual({
      workflow: 'inner',
      version: 'live',
      params: { size: 3 },
      wait: true,
    });
  });

  it.each([
    [{ workflow: '${{ params.n }}' }, 'with.workflow'],
    [{ workflow: 'inner', version: '${{ params.n - 2 }}' }, 'with.version'],
    [{ workflow: 'inner', params: '${{ params.n }}' }, 'with.params'],
    [{ workflow: 'inner', wait: '${{ params.n }}' }, 'with.wait'],
  ])('refuses %o', (fields, place) => {
    expect(() => expansionOf(fields)).toThrow(place);
  });

  it('shows the beginning of a value that it refuses', () => {
    expect(() => expansionOf({ workflow: 'inner', params: 'x'.repeat(1_000) })).toThrow(
      /^with\.params is "x{60}\.\.\.; it must be an object$/,
    );
  });

  it('starts one run, waits for it, and ends as it did', () => {
    const fields = { workflow: 'inner', version: 4 };
    expect(ask(fields, NO_PROGRESS)).toMatchObject({
      kind: 'start',
      of: 1,
      children: [{ round: 0, position: 0, runs: { kind: 'workflow', workflow: 'inner', version: 4 }, isAwaited: true }],
    });
    expect(ask(fields, { ...ended, open: 1 })).toEqual({ kind: 'wait' });
    expect(ask(fields, ended)).toEqual({ kind: 'collect' });
    expect(ask(fields, { ...ended, children: [child()] })).toEqual({
      kind: 'end',
      state: 'success',
      output: { rows: 3 },
    });
  });

  it.each(['failed', 'stopped'] as const)('fails when the run ends as %s, and says which and why', (state) => {
    const children = [child({ state, reason: { code: 'TASK_FAILED' }, output: undefined })];
    expect(ask({ workflow: 'inner' }, { ...ended, failed: 1, children })).toEqual({
      kind: 'end',
      state: 'failed',
      reason: { code: 'CHILD_FAILED', params: { run: 'run_x', state, reason: 'TASK_FAILED' } },
    });
  });

  it('does not wait where it is told not to', () => {
    const fields = { workflow: 'inner', wait: false };
    expect(ask(fields, NO_PROGRESS)).toMatchObject({ children: [{ isAwaited: false }] });
    const children = [child({ state: undefined, output: undefined })];
    expect(ask(fields, { ...ended, children })).toEqual({ kind: 'end', state: 'success', output: { run: 'run_x' } });
  });
});
