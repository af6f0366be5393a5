import { expect, it } from 'vitest';
import { parseBackfillView } from './backfill-view.ts';

it('keeps of an address whether the dates are shown as a table, and nothing that it does not know', () => {
  expect(parseBackfillView({ as: 'table', tab: 'log' })).toEqual({ as: 'table' });
  expect(parseBackfillView({ as: 'chairs' })).toEqual({});
});
