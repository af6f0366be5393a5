import { describe, expect, it } from 'vitest';
import { otherRun } from './compare-view.ts';

const run = (id: string, state: 'success' | 'failed' | 'running' = 'success') => ({ id, state });

describe('the run that one is compared with', () => {
  it('is the last success before it', () => {
    const runs = [run('e'), run('d', 'failed'), run('c', 'failed'), run('b'), run('a')];
    expect(otherRun({ id: 'd' }, runs)).toBe('b');
    expect(otherRun({ id: 'b' }, runs)).toBe('a');
  });

  it('is the run before it where none succeeded, and a later one where none was before', () => {
    expect(otherRun({ id: 'c' }, [run('c'), run('b', 'failed'), run('a', 'failed')])).toBe('b');
    expect(otherRun({ id: 'a' }, [run('c'), run('b'), run('a')])).toBe('c');
  });

  it('is the newest success for a run that is older than what is known', () => {
    expect(otherRun({ id: 'old' }, [run('c', 'running'), run('b')])).toBe('b');
  });

  it('is nobody for the only run', () => {
    expect(otherRun({ id: 'a' }, [run('a')])).toBeUndefined();
    expect(otherRun({ id: 'a' }, [])).toBeUndefined();
  });
});
