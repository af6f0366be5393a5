import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { RUN, task } from '../../test/fake-api.ts';
import { displayWidth } from '../text/display-width.ts';
import { renderFrame } from './frame.ts';
import { depthsOf, type Progress, progressOf, typicalDuration } from './progress.ts';
import { createScreenDisplay } from './screen-display.ts';

const plain = pc.createColors(false);
const NOW = Date.parse('2026-11-21T00:00:08Z');
const { endedAt: _, ...OPEN } = RUN;
const running = { ...OPEN, state: 'running' as const };

const graph = {
  nodes: [],
  edges: [
    { from: 'extract', to: 'clean' },
    { from: 'extract', to: 'load' },
    { from: 'clean', to: 'load' },
    { from: 'load', to: 'report' },
  ],
};
const depths = depthsOf({
  ...graph,
  nodes: ['report', 'load', 'clean', 'extract'].map((name) => ({
    task: name,
    type: 'shell',
    state: 'pending',
    attempt: 0,
    taskRunId: 'tr',
  })),
});

function progress(tasks: readonly ReturnType<typeof task>[], typicalMs?: number): Progress {
  return progressOf({ snapshot: { run: running, tasks }, depths, typicalMs, nowMs: NOW });
}

/** A task as it is before it begins. */
function idle(name: string, no: number, state: string) {
  const { startedAt: _started, endedAt: _ended, ...rest } = task(name, no, { state, attempt: 0 });
  return rest;
}

function working(name: string, no: number, more: Partial<ReturnType<typeof task>> = {}) {
  const { endedAt: _ended, ...rest } = task(name, no, { state: 'running', ...more });
  return rest;
}

const TASKS = [
  idle('report', 6, 'pending'),
  working('load', 4, { attempt: 2, worker: 'worker-1' }),
  task('clean', 2, { state: 'failed', reason: { code: 'EXIT_CODE', message: 'exit code 1:\n数据 is bad' } }),
  task('extract', 1),
];

describe('the picture of a run', () => {
  it('is a tree in the order of work, with a bar and what is left', () => {
    expect(renderFrame(progress(TASKS, 20_000), 80, plain)).toEqual([
      '▶ hello@3  running  ██████████░░░░░░░░░░ 2/4  8.0s, about 12s left',
      '  ✓ extract       success     1.5s',
      '  ✕   clean       failed      1.5s  exit code 1: 数据 is bad',
      '  ▶     load      running     4.0s  attempt 2, worker-1',
      '  ◌       report  pending',
    ]);
  });

  it('never goes beyond the width', () => {
    for (const width of [10, 20, 40, 41, 42, 43, 60]) {
      for (const line of renderFrame(progress(TASKS, 20_000), width, plain))
        expect(displayWidth(line), line).toBeLessThanOrEqual(width);
    }
    expect(renderFrame(progress(TASKS), 42, plain)[2]).toBe('  ✕   clean       failed      1.5s  exit …');
  });

  it('counts states and names what matters when there are many tasks', () => {
    const many = Array.from({ length: 40 }, (_, i) => idle(`part_${i}`, 1, 'pending'));
    const frame = renderFrame(progress([...many, ...TASKS]), 80, plain);
    expect(frame).toEqual([
      '▶ hello@3  running  █░░░░░░░░░░░░░░░░░░░ 2/44  8.0s',
      '  41 pending · 1 success · 1 failed · 1 running',
      '  ✕ clean  failed      1.5s  exit code 1: 数据 is bad',
      '  ▶ load   running     4.0s  attempt 2, worker-1',
    ]);
  });
});

describe('the estimate', () => {
  it('is the middle of what earlier runs took', () => {
    const took = (seconds: number) => ({
      ...RUN,
      endedAt: new Date(Date.parse(RUN.createdAt) + seconds * 1_000).toISOString(),
    });
    expect(typicalDuration([took(1), took(60), took(4)])).toBe(4_000);
    expect(typicalDuration([])).toBeUndefined();
  });

  it('is left out once the run is later than that', () => {
    expect(progress(TASKS, 5_000).remainingMs).toBeUndefined();
  });
});

describe('the screen', () => {
  it('draws over its own picture and lets logs scroll above it', () => {
    let written = '';
    const display = createScreenDisplay({
      write: (text) => (written += text),
      colors: plain,
      columns: () => 80,
      refresh: () => undefined,
    });
    const one = progress([task('extract', 1)]);
    display.update(one);
    const picture = renderFrame(one, 79, plain)
      .map((line) => `${line}\n`)
      .join('');
    expect(written).toBe(`\x1b[?25l${picture}`);
    written = '';
    display.logLine('extract', 'reading');
    expect(written).toBe(`\x1b[2A\x1b[0Jextract | reading\n${picture}`);
    written = '';
    display.close();
    expect(written).toBe('\x1b[?25h');
  });
});
