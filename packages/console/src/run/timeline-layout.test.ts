import type { Attempt, Run, TaskRun } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { layoutTimeline, taskSpans, ticksOf } from './timeline-layout.ts';

const T0 = Date.parse('2026-11-21T00:00:00.000Z');
const at = (second: number) => new Date(T0 + second * 1_000).toISOString();
const task = (fields: Partial<TaskRun>): TaskRun => ({
  apiVersion: 'carillon/v1',
  kind: 'TaskRun',
  id: 'tr_1',
  runId: 'run_1',
  task: 'load',
  type: 'shell',
  state: 'success',
  attempt: 1,
  ...fields,
});
const attempt = (fields: Partial<Attempt>): Attempt => ({ state: 'success', ...fields }) as Attempt;
const shape = (spans: ReturnType<typeof taskSpans>) =>
  spans.map((span) => [span.kind, (span.from - T0) / 1_000, (span.to - T0) / 1_000, span.open]);

describe('taskSpans', () => {
  it('splits one attempt into queued, starting and running', () => {
    const spans = taskSpans(
      task({ readyAt: at(0), dispatchedAt: at(2), startedAt: at(3), endedAt: at(9) }),
      undefined,
      T0,
    );
    expect(shape(spans)).toEqual([
      ['queued', 0, 2, false],
      ['starting', 2, 3, false],
      ['running', 3, 9, false],
    ]);
    expect(spans.at(-1)?.outcome).toBe('success');
  });

  it('works while the task runs', () => {
    const spans = taskSpans(
      task({ state: 'running', readyAt: at(0), dispatchedAt: at(1), startedAt: at(1) }),
      undefined,
      T0 + 5_000,
    );
    expect(shape(spans)).toEqual([
      ['queued', 0, 1, false],
      ['starting', 1, 1, false],
      ['running', 1, 5, true],
    ]);
  });

  it('grows a queued bar until now', () => {
    expect(shape(taskSpans(task({ state: 'queued', attempt: 0, readyAt: at(1) }), undefined, T0 + 4_000))).toEqual([
      ['queued', 1, 4, true],
    ]);
  });

  it('shows each attempt and the back-off between and after them', () => {
    const attempts = [
      attempt({ attempt: 2, state: 'failed', dispatchedAt: at(10), startedAt: at(10), endedAt: at(12) }),
      attempt({ attempt: 1, state: 'failed', dispatchedAt: at(0), startedAt: at(1), endedAt: at(5) }),
    ];
    const spans = taskSpans(task({ state: 'retrying', attempt: 2, readyAt: at(0) }), attempts, T0 + 20_000);
    expect(spans.map(({ kind, attempt: number }) => [kind, number])).toEqual([
      ['starting', 1],
      ['running', 1],
      ['backoff', 0],
      ['starting', 2],
      ['running', 2],
      ['backoff', 0],
    ]);
  });

  it('has nothing to draw for a task that never became ready', () => {
    expect(taskSpans(task({ state: 'upstream_failed', attempt: 0, endedAt: at(3) }), undefined, T0)).toEqual([]);
  });
});

describe('layoutTimeline', () => {
  it('spans the run and whatever outlived it', () => {
    const run = { createdAt: at(0), endedAt: at(8) } as Run;
    const layout = layoutTimeline(run, [task({ readyAt: at(0), startedAt: at(1), endedAt: at(9) })], new Map(), T0);
    expect([layout.from, layout.to]).toEqual([T0, T0 + 9_000]);
  });

  it('has few and round ticks', () => {
    expect(ticksOf(9_000)).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(ticksOf(3_600_000).length).toBeLessThanOrEqual(7);
    expect(ticksOf(40 * 86_400_000).length).toBeLessThanOrEqual(7);
  });
});

describe('the ghost', () => {
  const run = { createdAt: at(0), endedAt: at(10) } as Run;
  const usual = { runs: 10, tasks: { load: { startMs: 2_000, durationMs: 18_000 } } };

  it('stands where the task usually does, and within what is shown', () => {
    const { rows, to } = layoutTimeline(run, [task({}), task({ task: 'new' })], new Map(), T0, usual);
    expect(rows.map(({ ghost }) => ghost && [(ghost.from - T0) / 1_000, (ghost.to - T0) / 1_000])).toEqual([
      [2, 20],
      undefined,
    ]);
    expect((to - T0) / 1_000).toBe(20);
  });

  it('is not there while nothing is usual', () => {
    const { rows, to } = layoutTimeline(run, [task({})], new Map(), T0);
    expect([rows[0]?.ghost, (to - T0) / 1_000]).toEqual([undefined, 10]);
  });
});
