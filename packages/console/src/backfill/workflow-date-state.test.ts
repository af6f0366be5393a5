import type { WorkflowDate } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { workflowDateState } from './workflow-date-state.ts';

const NONE = { success: 0, failed: 0, stopped: 0, open: 0 };
const date = (part: Partial<WorkflowDate>): WorkflowDate => ({
  date: '2026-11-20',
  planned: 0,
  held: 0,
  missing: 0,
  runs: NONE,
  ...part,
});

describe('workflowDateState', () => {
  it.each([
    ['failed', { missing: 3, runs: { ...NONE, failed: 1, open: 1 } }],
    ['running', { missing: 1, runs: { ...NONE, open: 1 } }],
    ['missing', { missing: 1, runs: { ...NONE, success: 95 } }],
    ['held', { held: 1 }],
    ['stopped', { runs: { ...NONE, stopped: 1, success: 1 } }],
    ['success', { planned: 1, runs: { ...NONE, success: 1 } }],
    ['planned', { planned: 1 }],
    ['none', {}],
  ])('is %s', (state, part) => {
    expect(workflowDateState(date(part))).toBe(state);
  });
});
