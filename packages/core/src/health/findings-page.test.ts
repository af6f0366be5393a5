import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES, FINDINGS } from './findings.ts';
import { findingsPage } from './findings-page.ts';

const DOCS = join(import.meta.dirname, '../../../../docs');

describe('what the doctor finds', () => {
  it('is the page of the reference; npm run generate writes it', () => {
    expect(readFileSync(join(DOCS, 'reference/findings.md'), 'utf8')).toBe(findingsPage());
  });

  it.each([...new Set(FINDING_CODES.map((code) => FINDINGS[code].runbook))])('has the runbook %s', (runbook) => {
    expect(existsSync(join(DOCS, 'operations', `${runbook}.md`))).toBe(true);
    expect(readFileSync(join(DOCS, 'operations/README.md'), 'utf8')).toContain(`(${runbook}.md)`);
  });
});
