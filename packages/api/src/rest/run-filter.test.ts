import { describe, expect, it } from 'vitest';
import { runFilterOf } from './run-filter.ts';

describe('runFilterOf', () => {
  it('reads a version behind the name of a workflow, and pairs up to the first sign', () => {
    expect(
      runFilterOf({
        workflow: 'daily-report@6',
        state: ['failed,stopped'],
        trigger: ['backfill', 'rerun'],
        label: ['team=bi', 'core'],
        input: ['where=a=1,b', 'empty='],
        fingerprint: '0a1b',
      }),
    ).toEqual({
      workflow: 'daily-report',
      version: 6,
      states: ['failed', 'stopped'],
      triggerKinds: ['backfill', 'rerun'],
      labels: { team: 'bi', core: null },
      input: { where: 'a=1,b', empty: '' },
      fingerprint: '0a1b',
    });
    expect(runFilterOf({ workflow: 'daily-report' })).toEqual({ workflow: 'daily-report' });
  });

  it.each([
    [{ workflow: 'daily-report@v6' }, '/filter/workflow'],
    [{ workflow: 'daily-report@6@7' }, '/filter/workflow'],
    [{ trigger: ['clock'] }, '/filter/trigger'],
    [{ input: ['region'] }, '/filter/input'],
    [{ input: ['=eu'] }, '/filter/input'],
  ])('refuses %j and names the place', (words, pointer) => {
    expect(() => runFilterOf(words, '/filter')).toThrow(
      expect.objectContaining({ items: [expect.objectContaining({ pointer })] }),
    );
  });
});
