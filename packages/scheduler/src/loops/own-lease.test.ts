import { compilePlan, type WorkflowDocument } from '@carillon/core';
import { expect, it } from 'vitest';
import { isGivenAway } from './own-lease.ts';

const document = {
  name: 'w',
  tasks: {
    long: { type: 'shell', with: { script: ':' }, lease: '10m' },
    plain: { type: 'shell', with: { script: ':' } },
  },
} as unknown as WorkflowDocument;
const version = { plan: compilePlan(document, {}) };
const numberOf = (task: string): number => version.plan.byId.get(task)?.no as number;

it.each([
  ['plain', 0, true],
  ['long', 0, false],
  // The session's lease of 14 s had run out before it was lost.
  ['long', 585_999, false],
  ['long', 586_000, true],
  // Its worker has said goodbye: nobody comes back to it.
  ['long', undefined, true],
])('%s is given away %s ms after its session was lost: %s', (task, lostForMs, expected) =>
  expect(isGivenAway({ taskNo: numberOf(task), lostForMs }, version, 14_000)).toBe(expected),
);
