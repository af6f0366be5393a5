import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Finding, formatFinding } from './finding.ts';
import { loadDocuments } from './load.ts';

const testdata = new URL('../testdata/', import.meta.url);
const documentsIn = (folder: string): string[] =>
  readdirSync(new URL(folder, testdata)).filter((name) => name.endsWith('.yaml'));
const line = (finding: Finding): string => `${finding.code} ${finding.pointer || '/'}\n  ${formatFinding(finding)}\n`;

describe('bad documents', () => {
  it.each(documentsIn('bad/'))('%s has the expected findings, and only those', async (path) => {
    const text = readFileSync(new URL(`bad/${path}`, testdata), 'utf8');
    const { findings } = loadDocuments([{ path, text }], {});
    expect(findings.length).toBeGreaterThan(0);
    const expected = new URL(`bad/${path.replace('.yaml', '.findings')}`, testdata).pathname;
    await expect(findings.map(line).join('')).toMatchFileSnapshot(expected);
  });
});

describe('good documents', () => {
  it('give nothing but the document, its text and its files', () => {
    const text = readFileSync(new URL('good/everything.yaml', testdata), 'utf8');
    const { workflows, findings } = loadDocuments([{ path: 'flows/everything.yaml', text }], {
      'flows/load.py': 'print(1)',
      'flows/other.py': '',
    });
    expect(findings).toEqual([]);
    expect(workflows).toHaveLength(1);
    expect(workflows[0]).toMatchObject({
      path: 'flows/everything.yaml',
      source: text,
      files: { 'load.py': 'print(1)' },
      document: { name: 'daily-report' },
    });
  });
  it('may share a file, each with its own text', () => {
    const text =
      'kind: Workflow\nname: a\ntasks: { one: { type: noop } }\n---\n# the second\nkind: Workflow\nname: b\ntasks: { one: { type: noop } }\n';
    const { workflows, findings } = loadDocuments([{ path: 'a.yaml', text }]);
    expect(findings).toEqual([]);
    expect(workflows.map(({ document, source }) => [document.project, document.name, source.split('\n')[0]])).toEqual([
      ['default', 'a', 'kind: Workflow'],
      ['default', 'b', '# the second'],
    ]);
  });
  it('may be JSON', () => {
    const { workflows } = loadDocuments([
      { path: 'a.json', text: JSON.stringify({ kind: 'Workflow', name: 'a', tasks: { one: { type: 'noop' } } }) },
    ]);
    expect(workflows).toHaveLength(1);
  });
});
