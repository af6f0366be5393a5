import { expect, it } from 'vitest';
import { isSameSearch } from './same-search.ts';

it('knows a view again whatever the order of its filters', () => {
  const view = { since: '7d', state: ['failed', 'stopped'], workflow: 'daily' };
  expect(isSameSearch(view, { workflow: 'daily', state: ['stopped', 'failed'], since: '7d' })).toBe(true);
  expect(isSameSearch(view, { ...view, slaMissed: true })).toBe(false);
  expect(isSameSearch(view, { ...view, state: ['failed'] })).toBe(false);
});
