// Writes the pages that are made from code.
import { writeFileSync } from 'node:fs';
import { referencePage } from '../packages/cli/src/reference-page.ts';
import { errorsPage } from '../packages/core/src/errors-page.ts';
import { findingsPage } from '../packages/core/src/health/findings-page.ts';
import { limitsPage } from '../packages/core/src/limits-page.ts';
import { statesPage } from '../packages/core/src/run/states-page.ts';
import { settingsPage } from '../packages/server/src/settings-page.ts';
import { scenariosPage } from '../tests/cases/runner/scenarios-page.ts';

const docs = new URL('../docs/', import.meta.url);
writeFileSync(new URL('reference/settings.md', docs), settingsPage());
writeFileSync(new URL('reference/errors.md', docs), errorsPage());
writeFileSync(new URL('reference/findings.md', docs), findingsPage());
writeFileSync(new URL('reference/limits-of-the-platform.md', docs), limitsPage());
writeFileSync(new URL('architecture/states.md', docs), statesPage());
writeFileSync(new URL('reference/scenarios.md', docs), scenariosPage());
writeFileSync(new URL('reference/cli.md', docs), await referencePage());
