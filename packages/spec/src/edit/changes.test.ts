import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

const before = {
  tasks: { a: { type: 'shell', timeout: '10m', with: { script: 'x' } }, b: { type: 'noop' } },
  timeout: '1h',
};

describe('the changes between two documents', () => {
  it('are none when only the order differs', () => {
    expect(changesBetween(before, { timeout: '1h', tasks: { b: { type: 'noop' }, a: { ...before.tasks.a } } })).toEqual(
      [],
    );
  });

  it('name a task that came or went as a whole, and a field by its place', () => {
    const after = { tasks: { a: { type: 'shell', timeout: '30m', with: { script: 'x' } }, c: { type: 'noop' } } };
    expect(changesBetween(before, after)).toEqual([
      { change: 'changed', path: ['tasks', 'a', 'timeout'], before: '10m', after: '30m' },
      { change: 'removed', path: ['tasks', 'b'], before: { type: 'noop' } },
      { change: 'added', path: ['tasks', 'c'], after: { type: 'noop' } },
      { change: 'removed', path: ['timeout'], before: '1h' },
    ]);
  });

  it('name each task of a document that was not there', () => {
    expect(changesBetween(undefined, { tasks: { a: { type: 'noop' } } })).toEqual([
      { change: 'added', path: ['tasks', 'a'], after: { type: 'noop' } },
    ]);
  });

  it('tell no names of objects for fields', () => {
    expect(changesBetween({ env: {} }, { env: { toString: 'x' } })).toEqual([
      { change: 'added', path: ['env', 'toString'], after: 'x' },
    ]);
  });
});
