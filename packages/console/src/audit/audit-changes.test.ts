import { describe, expect, it } from 'vitest';
import { auditChanges, changeText } from './audit-changes.ts';

describe('what a row of the audit changed', () => {
  it('is told field by field, with what stayed', () => {
    expect(auditChanges({ before: { version: 1, live: true }, after: { version: 2, live: true } })).toEqual([
      { name: 'version', before: 1, after: 2, differs: true },
      { name: 'live', before: true, after: true, differs: false },
    ]);
  });

  it('is one value where it has no fields, and nothing where nothing is told', () => {
    expect(auditChanges({ before: [1], after: [2] })).toEqual([{ name: '', before: [1], after: [2], differs: true }]);
    expect(auditChanges({})).toEqual([]);
  });

  it('is a line of text, also of what came or went', () => {
    const lines = auditChanges({ before: { a: 1, gone: 'x' }, after: { a: 2, come: null } }).map(changeText);
    expect(lines).toEqual(['a: 1 → 2', 'gone: "x" → –', 'come: null']);
  });
});
