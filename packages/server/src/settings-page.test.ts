import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { settingsPage } from './settings-page.ts';

it('is the committed page; after a change run npm run generate', async () => {
  const page = await readFile(new URL('../../../docs/reference/settings.md', import.meta.url), 'utf8');
  expect(page).toBe(settingsPage());
});
