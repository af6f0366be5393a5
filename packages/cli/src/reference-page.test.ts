import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { referencePage } from './reference-page.ts';

it('the page of the commands is up to date; otherwise run npm run generate', { timeout: 60_000 }, async () => {
  const page = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
  expect(await referencePage()).toBe(page);
});
