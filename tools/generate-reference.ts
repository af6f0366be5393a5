// Writes the reference pages that are made from code.
import { writeFileSync } from 'node:fs';
import { errorsPage } from '../packages/core/src/errors-page.ts';
import { settingsPage } from '../packages/server/src/settings-page.ts';

const reference = new URL('../docs/reference/', import.meta.url);
writeFileSync(new URL('settings.md', reference), settingsPage());
writeFileSync(new URL('errors.md', reference), errorsPage());
