import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { limitsPage } from './limits-page.ts';

it('the page of the limits is up to date; otherwise run npm run generate', () => {
  const page = readFileSync(new URL('../../../docs/reference/limits-of-the-platform.md', import.meta.url), 'utf8');
  expect(limitsPage()).toBe(page);
});
