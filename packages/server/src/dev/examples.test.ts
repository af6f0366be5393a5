import { formatFinding, loadWorkflows } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { readExamples } from './examples.ts';

describe('the example workflows', () => {
  it('are valid, each with every file it names', async () => {
    const { documents, files } = await readExamples();
    const loaded = loadWorkflows(documents, files);
    expect(loaded.findings.map((finding) => formatFinding(finding))).toEqual([]);
    expect(loaded.documents.map(({ document }) => document.name).sort()).toEqual([
      'daily-report',
      'hello',
      'nightly-cleanup',
      'orders',
    ]);
  });
});
