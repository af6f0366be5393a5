import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lastInputs, rememberInputs } from './last-inputs.ts';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => kept.set(key, text),
  removeItem: (key: string) => kept.delete(key),
});
beforeEach(() => kept.clear());
afterAll(() => vi.unstubAllGlobals());

const DEV = { project: 'default', environment: 'dev' };

describe('the last inputs of a workflow', () => {
  it('are those of the fields that it still has, in the environment where it was started', () => {
    rememberInputs(DEV, 'orders', { region: 'us', limit: '5' });
    expect(lastInputs(DEV, 'orders', ['region', 'day'])).toEqual({ region: 'us' });
    expect(lastInputs({ ...DEV, environment: 'prod' }, 'orders', ['region'])).toBeUndefined();
    expect(lastInputs(DEV, 'orders', ['day'])).toBeUndefined();
  });

  it('are none once it was started without any', () => {
    rememberInputs(DEV, 'orders', { region: 'us' });
    rememberInputs(DEV, 'orders', {});
    expect(lastInputs(DEV, 'orders', ['region'])).toBeUndefined();
  });

  it('are none where they are too large, or what is kept cannot be read', () => {
    rememberInputs(DEV, 'orders', { text: 'x'.repeat(20_000) });
    expect(lastInputs(DEV, 'orders', ['text'])).toBeUndefined();
    kept.set('carillon.inputs.dev.default/orders', '{');
    expect(lastInputs(DEV, 'orders', ['text'])).toBeUndefined();
  });
});
