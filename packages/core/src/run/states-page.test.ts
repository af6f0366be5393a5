import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { statesPage } from './states-page.ts';

it('the page of the states is up to date; otherwise run npm run generate', () => {
  expect(readFileSync(new URL('../../../../docs/architecture/states.md', import.meta.url), 'utf8')).toBe(statesPage());
});
