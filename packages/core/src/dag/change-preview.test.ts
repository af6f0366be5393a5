import { describe, expect, it } from 'vitest';
import type { TaskDocument } from '../definition/document.ts';
import { previewReopening, previewRerun, type TaskChange } from './change-preview.ts';
import { compilePlan } from './compile-plan.ts';
import type { Plan } from './plan.ts';
import type { RerunSelection } from './rerun.ts';

const task = (...needs: string[]): TaskDocument => ({ type: 'shell', with: { script: 'true' }, needs });
const planOf = (tasks: Readonly<Record<string, TaskDocument>>): Plan =>
  compilePlan({ kind: 'Workflow', name: 'w', project: 'p', tasks, finally: { close: task() } });

/** a → b → c, and d beside them. */
const CHAIN = planOf({ a: task(), b: task('a'), c: task('b'), d: task() });
const ENDS = new Map([
  ['a', 'success'],
  ['b', 'failed'],
  ['c', 'upstream_failed'],
  ['d', 'success'],
] as const);
const shown = (changes: readonly TaskChange[]): string[] =>
  changes.map(({ task, state, effect, as }) => [task, state ?? 'new', effect, as].filter(Boolean).join(' '));

describe('what a rerun does', () => {
  it.each<[RerunSelection, string[]]>([
    [{ kind: 'all' }, ['a success run', 'b failed run', 'c upstream_failed run', 'd success run']],
    [{ kind: 'failed' }, ['a success keep success', 'b failed run', 'c upstream_failed run', 'd success keep success']],
    [
      { kind: 'tasks', tasks: ['b'], downstream: false },
      ['a success keep success', 'b failed run', 'c upstream_failed mark skipped', 'd success keep success'],
    ],
    [
      { kind: 'mark', task: 'b', as: 'success' },
      ['a success keep success', 'b failed mark success', 'c upstream_failed run', 'd success keep success'],
    ],
  ])('%j', (selection, lines) => {
    expect(shown(previewRerun(CHAIN, ENDS, selection) as readonly TaskChange[])).toEqual(lines);
  });

  it('runs a task that only the other version has, and the only task of a run whatever is chosen', () => {
    const grown = planOf({ a: task(), b: task('a'), e: task('b') });
    expect(shown(previewRerun(grown, ENDS, { kind: 'failed' }) as readonly TaskChange[])).toContain('e new run');
    const solo = compilePlan({ kind: 'Workflow', name: 'w', project: 'p', tasks: { only: task() } });
    const selection = { kind: 'failed' } as const;
    expect(previewRerun(solo, new Map([['only', 'stopped']]), selection)).toEqual([
      { task: 'only', state: 'stopped', effect: 'run' },
    ]);
    expect(previewRerun(solo, new Map([['only', 'success']]), selection)).toEqual({ problem: 'nothing_to_rerun' });
  });

  it('says what cannot be', () => {
    expect(previewRerun(CHAIN, ENDS, { kind: 'tasks', tasks: ['close'], downstream: true })).toEqual({
      problem: 'unknown_task',
      task: 'close',
    });
  });
});

describe('what taking an end back does', () => {
  const states = new Map([
    [0, 'success'],
    [1, 'success'],
    [3, 'running'],
  ] as const);

  it('names the task and what had ended behind it', () => {
    expect(shown(previewReopening(CHAIN, states, 0, undefined) as readonly TaskChange[])).toEqual([
      'a success run',
      'b success run',
    ]);
    expect(shown(previewReopening(CHAIN, states, 1, 'failed') as readonly TaskChange[])).toEqual([
      'b success mark failed',
    ]);
  });

  it('says why not', () => {
    expect(previewReopening(CHAIN, states, 3, undefined)).toEqual({ problem: 'not_ended' });
  });
});
