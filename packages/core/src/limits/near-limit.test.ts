import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '../definition/document.ts';
import { MAX_DEPTH } from '../dag/expansion.ts';
import { MAX_ITEMS, MAX_ROUNDS } from '../dag/loops.ts';
import { MAX_PARAMS_BYTES } from '../params/params.ts';
import { childNotices, nearLimit, runNotices } from './near-limit.ts';

const document: WorkflowDocument = {
  kind: 'Workflow',
  name: 'any',
  project: 'default',
  tasks: { a: { type: 'noop' } },
};
const whatOf = (reasons: readonly { readonly params?: object }[]) => reasons.map(({ params }) => params);

describe('what is near a bound', () => {
  it.each([
    [79, false],
    [80, true],
    [100, true],
  ])('%i of 100: %s', (used, isNear) => {
    expect(nearLimit('items', used, 100) !== undefined).toBe(isNear);
  });

  it('is said of the parameters and the depth of a run', () => {
    expect(runNotices({ params: { a: 'small' }, document })).toEqual([]);
    const bytes = Math.ceil(MAX_PARAMS_BYTES * 0.8);
    const params = { a: 'x'.repeat(bytes - '{"a":""}'.length) };
    expect(whatOf(runNotices({ params, document, parent: { depth: MAX_DEPTH * 0.8 } }))).toEqual([
      { what: 'params', used: bytes, limit: MAX_PARAMS_BYTES },
      { what: 'nested_runs', used: MAX_DEPTH * 0.8, limit: MAX_DEPTH },
    ]);
    expect(runNotices({ params: {}, document, parent: { depth: MAX_DEPTH * 0.8 - 1 } })).toEqual([]);
  });

  it('is said of the items and rounds of a task', () => {
    expect(childNotices({ of: MAX_ITEMS * 0.8 - 1, rounds: 1 })).toEqual([]);
    expect(whatOf(childNotices({ of: MAX_ITEMS * 0.8, rounds: MAX_ROUNDS * 0.8 }))).toEqual([
      { what: 'items', used: MAX_ITEMS * 0.8, limit: MAX_ITEMS },
      { what: 'rounds', used: MAX_ROUNDS * 0.8, limit: MAX_ROUNDS },
    ]);
  });
});
