import { describe, expect, it } from 'vitest';
import { freshnessOf } from './dataset-freshness.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const at = (text: string): Date => new Date(`2026-11-${text}:00Z`);

describe('the freshness of a dataset', () => {
  it('is judged by the age of its newest update alone, up to the last millisecond of what is allowed', () => {
    expect(freshnessOf(at('21T10:00'), '26h', now)).toBe('fresh');
    expect(freshnessOf(new Date(at('21T10:00').getTime() - 1), '26h', now)).toBe('stale');
  });

  it('is no verdict where nobody says how old it may become, and none where nothing came', () => {
    expect(freshnessOf(at('01T00:00'), undefined, now)).toBe('updated');
    expect(freshnessOf(undefined, '26h', now)).toBe('never');
  });
});
