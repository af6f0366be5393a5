import { formatFinding, loadDocuments } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples.ts';

describe('the example workflows', () => {
  it('are valid, each with every file it names', async () => {
    const { documents, files } = await readExamples();
    const loaded = loadDocuments(documents, files);
    expect(loaded.findings.map((finding) => formatFinding(finding))).toEqual([]);
    expect(loaded.workflows.map(({ document }) => document.name).sort()).toEqual([
      'daily-report',
      'hello',
      'nightly-cleanup',
      'orders',
    ]);
  });
});
