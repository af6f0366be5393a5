import { describe, expect, it } from 'vitest';
import { parseDatasetSearch, rootIn } from './dataset-search.ts';

describe('the address of the datasets', () => {
  it('keeps what it knows, and leaves out what it does not', () => {
    expect(parseDatasetSearch({ q: 'ord', view: 'lineage', depth: '3', name: 2026, more: 'x' })).toEqual({
      q: 'ord',
      view: 'lineage',
      depth: 3,
      name: '2026',
    });
    expect(parseDatasetSearch({ view: 'map', depth: 7, q: '' })).toEqual({});
  });

  it('draws lineage around the dataset that is open, else around a workflow, else all of it', () => {
    expect(rootIn({ name: 'orders', workflow: 'sums' })).toBe('dataset:orders');
    expect(rootIn({ workflow: 'sums' })).toBe('workflow:sums');
    expect(rootIn({})).toBeUndefined();
  });
});
