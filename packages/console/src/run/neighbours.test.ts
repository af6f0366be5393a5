import { describe, expect, it } from 'vitest';
import { neighboursOf } from './neighbours.ts';

describe('neighboursOf', () => {
  it('are the runs before and after', () => {
    const ids = ['run_c', 'run_b', 'run_a'];
    expect(neighboursOf(ids, 'run_b')).toEqual({ older: 'run_a', newer: 'run_c', isKnown: true });
    expect(neighboursOf(ids, 'run_c')).toEqual({ older: 'run_b', newer: undefined, isKnown: true });
    expect(neighboursOf(ids, 'run_a')).toEqual({ older: undefined, newer: 'run_b', isKnown: true });
  });

  it('are not known of a run that is older than all that were looked at', () => {
    expect(neighboursOf(['run_c', 'run_b'], 'run_a')).toEqual({ older: undefined, newer: undefined, isKnown: false });
  });
});
