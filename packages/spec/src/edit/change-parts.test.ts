import { describe, expect, it } from 'vitest';
import { changeParts } from './change-parts.ts';

describe('the parts of a change', () => {
  it('tell a task from a field of it and from the rest of the document', () => {
    expect(changeParts({ change: 'added', path: ['tasks', 'load'], after: { type: 'shell' } })).toEqual({
      of: 'task',
      name: 'load',
      field: '',
      before: '',
      after: '{ type: shell }',
    });
    expect(changeParts({ change: 'changed', path: ['finally', 'tell', 'retry', 'max'], before: 1, after: 3 })).toEqual({
      of: 'field',
      name: 'tell',
      field: 'retry.max',
      before: '1',
      after: '3',
    });
    expect(changeParts({ change: 'removed', path: ['schedule', 'cron'], before: '0 0 * * *' })).toMatchObject({
      of: 'other',
      field: 'schedule.cron',
    });
  });

  it('are one line each, and not a long one', () => {
    const { after } = changeParts({ change: 'added', path: ['docs'], after: `first\nsecond ${'x'.repeat(100)}` });
    expect(after).toMatch(/^first second x+…$/);
    expect(after.length).toBe(61);
  });
});
