import { describe, expect, it } from 'vitest';
import type { PhasePlan } from '../dag/plan.ts';
import { endOfStop, nextPhase, type RunEndState } from './phases.ts';

const SOME: PhasePlan = { roots: [0], sinks: 1 };

describe('what follows a phase', () => {
  it.each<[string, 'tasks' | 'onFailure' | 'finally', RunEndState, [boolean, boolean], string | undefined]>([
    ['onFailure follows a failure', 'tasks', 'failed', [true, true], 'onFailure'],
    ['finally follows a failure without onFailure', 'tasks', 'failed', [false, true], 'finally'],
    ['finally follows a success', 'tasks', 'success', [true, true], 'finally'],
    ['finally follows a stop', 'tasks', 'stopped', [true, true], 'finally'],
    ['nothing follows a success without finally', 'tasks', 'success', [true, false], undefined],
    ['nothing follows a stop without finally', 'tasks', 'stopped', [true, false], undefined],
    ['finally follows onFailure', 'onFailure', 'failed', [true, true], 'finally'],
    ['nothing follows onFailure without finally', 'onFailure', 'failed', [true, false], undefined],
    ['nothing follows finally', 'finally', 'failed', [true, true], undefined],
  ])('%s', (_, phase, end, [onFailure, last], expected) => {
    const later = { onFailure: onFailure ? SOME : undefined, finally: last ? SOME : undefined };
    expect(nextPhase({ later }, { phase, end })).toBe(expected);
  });

  it('a stop fails the run where the platform had to, and stops it else', () => {
    expect(endOfStop({ code: 'RUN_TIMEOUT' })).toBe('failed');
    expect(endOfStop({ code: 'TASK_FAILED' })).toBe('failed');
    expect(endOfStop({ code: 'STOPPED_BY_USER' })).toBe('stopped');
    expect(endOfStop({ code: 'STOPPED_BY_OVERLAP' })).toBe('stopped');
  });
});
