import type { Explanation } from '@carillon/protocol';
import { expect, it } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { WaitsWhy } from './waits-why.tsx';
import { whyQuery } from './why-queries.ts';

const explained = (code: string, params: object) => {
  const answer = { code, verdict: 'block', sentence: 'English of the server', params, evidence: [] };
  return { state: 'paused', answer, checks: [answer] } as unknown as Explanation;
};

it.each([
  ['schedule', explained('PAUSED', { level: 'schedule', actor: 'ann' }), /ann/],
  ['backfill', explained('BACKFILL_SHARE', { open: 4, cap: 4 }), /starts no more dates now: 4 of at most 4 are open/],
] as const)('a %s says why it waits', async (noun, explanation, sentence) => {
  const client = quietClient();
  client.setQueryData(whyQuery(noun, 'one').queryKey, explanation);
  const text = await drawn(<WaitsWhy noun={noun} id="one" />, client);
  expect(text).toMatch(sentence);
  expect(text).toContain('Why?');
  expect(text).not.toContain('English of the server');
});
