import { expect, it } from 'vitest';
import { type Choice, isCertain } from './palette-hits.ts';

const choice = (group: Choice['group']): Choice => ({ key: group, group, name: group, choose: () => {} });

it('opens nothing that stood there for the text before, nor what the server may still push aside', () => {
  const [page, action, run] = [choice('page'), choice('action'), choice('run')];
  expect([page, action, run].map((each) => isCertain(each, 'typing'))).toEqual([false, false, false]);
  expect([page, action, run].map((each) => isCertain(each, 'asked'))).toEqual([true, false, false]);
  expect([page, action, run].map((each) => isCertain(each, 'told'))).toEqual([true, true, true]);
  // There is nothing to wait for.
  expect([page, action].map((each) => isCertain(each, 'failed'))).toEqual([true, true]);
  expect(isCertain(undefined, 'asked')).toBe(false);
});
