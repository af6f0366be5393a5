import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetInputsOfOthers, lastInputs, rememberInputs } from './last-inputs.ts';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  get length() {
    return kept.size;
  },
  key: (index: number) => [...kept.keys()][index] ?? null,
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => kept.set(key, text),
  removeItem: (key: string) => kept.delete(key),
});
beforeEach(() => kept.clear());
afterAll(() => vi.unstubAllGlobals());

const ORDERS = { user: 'chen', project: 'default', environment: 'dev', workflow: 'orders' };

describe('the last inputs of a workflow', () => {
  it('are those of the fields that it still has, in the environment where it was started', () => {
    rememberInputs(ORDERS, { region: 'us', limit: '5' });
    expect(lastInputs(ORDERS, ['region', 'day'])).toEqual({ region: 'us' });
    expect(lastInputs({ ...ORDERS, environment: 'prod' }, ['region'])).toBeUndefined();
    expect(lastInputs(ORDERS, ['day'])).toBeUndefined();
  });

  it('are none once it was started without any', () => {
    rememberInputs(ORDERS, { region: 'us' });
    rememberInputs(ORDERS, {});
    expect(lastInputs(ORDERS, ['region'])).toBeUndefined();
  });

  it('are none where they are too large, or what is kept cannot be read', () => {
    rememberInputs(ORDERS, { text: 'x'.repeat(20_000) });
    expect(lastInputs(ORDERS, ['text'])).toBeUndefined();
    rememberInputs(ORDERS, { text: 'x' });
    for (const key of kept.keys()) kept.set(key, '{');
    expect(lastInputs(ORDERS, ['text'])).toBeUndefined();
  });

  it('are those of one user, and gone when another one or nobody is signed in', () => {
    kept.set('carillon.theme', 'dark');
    const ofWang = { ...ORDERS, user: 'wang' };
    rememberInputs(ORDERS, { region: 'us' });
    rememberInputs(ofWang, { region: 'eu' });
    expect([lastInputs(ORDERS, ['region']), lastInputs(ofWang, ['region'])]).toEqual([
      { region: 'us' },
      { region: 'eu' },
    ]);
    forgetInputsOfOthers('wang');
    expect([lastInputs(ORDERS, ['region']), lastInputs(ofWang, ['region'])]).toEqual([undefined, { region: 'eu' }]);
    forgetInputsOfOthers(undefined);
    expect([...kept.keys()]).toEqual(['carillon.theme']);
  });
});
