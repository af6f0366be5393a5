import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openRecord } from './record.ts';

it('counts what was seen in several goes, each page once', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'carillon-screens-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, 'seen.json');
  openRecord(file).add('runs', {
    pages: 12,
    found: [{ kind: 'horizontalOverflows', where: 'runs-360-en-light', what: 'main' }],
  });
  const later = openRecord(file);
  expect([later.has('runs'), later.has('run')]).toEqual([true, false]);
  later.add('settings', { pages: 12, found: [] });
  expect(openRecord(file).totals()).toEqual({
    pages: 24,
    axeViolations: 0,
    horizontalOverflows: 1,
    missingTranslations: 0,
    consoleErrors: 0,
  });
});
