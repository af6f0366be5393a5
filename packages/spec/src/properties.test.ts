import { canonicalJson, type Json, type WorkflowDocument } from '@carillon/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { hashVersion } from './canonical.ts';
import { loadDocuments } from './load.ts';
import { parseDocuments } from './parse.ts';

type Tree = { [name: string]: unknown };

describe('reading', () => {
  it('ends in documents and findings for any text', () => {
    const pieces = [
      'kind: Workflow\n',
      'name: a\n',
      'tasks:',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      '&a',
      '*a',
      ': ',
      '"',
      '---\n',
      '${{ ',
      ' }}',
      '!x ',
      '|',
      '\t',
      'needs: [a]',
      'type: shell',
      '\u0000',
      '<<: ',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        for (const finding of loadDocuments([{ path: 'a.yaml', text: source }], {}).findings) {
          expect(finding.line).toBeGreaterThan(0);
          expect(finding.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });
  /** Names that every object has by inheritance: looked up carelessly, they are found. */
  const fieldsOfObjects = fc.dictionary(fc.constantFrom('toString', 'valueOf', 'hasOwnProperty'), fc.jsonValue());

  it('ends for any value in any field', () => {
    const document = {
      kind: 'Workflow',
      name: 'a',
      params: {},
      schedule: {},
      tasks: { a: { type: 'shell', needs: [], when: 'true', with: { script: 'a' }, retry: {}, timeout: '5m' } },
      defaults: {},
      outputs: {},
      env: {},
    };
    const paths = [
      ['params'],
      ['schedule'],
      ['tasks'],
      ['tasks', 'a'],
      ['tasks', 'a', 'needs'],
      ['tasks', 'a', 'when'],
      ['tasks', 'a', 'with'],
      ['tasks', 'a', 'retry'],
      ['defaults'],
      ['outputs'],
      ['name'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue(), fieldsOfObjects), (path, value) => {
        const copy = structuredClone(document) as Tree;
        const parent = path.slice(0, -1).reduce((at, part) => at[part] as Tree, copy);
        parent[path.at(-1) as string] = value;
        loadDocuments([{ path: 'a.json', text: JSON.stringify(copy) }], {});
      }),
      { numRuns: 500 },
    );
  });
  it('gives back what was written as YAML', () => {
    const name = fc.string().filter((key) => !['__proto__', 'constructor', 'prototype', '<<'].includes(key));
    const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null));
    const value = fc.dictionary(
      name,
      fc.oneof(leaf, fc.array(leaf), fc.dictionary(name, leaf, { noNullPrototype: true })),
      { minKeys: 1, noNullPrototype: true },
    );
    fc.assert(
      fc.property(value, (written) => {
        expect(parseDocuments(stringify(written), 'a.yaml').documents.map((document) => document.value)).toEqual([
          written,
        ]);
      }),
    );
  });
});

describe('the canonical form', () => {
  it('is that of RFC 8785', () => {
    const value = {
      '\u20ac': 'Euro',
      '\r': 'CR',
      '1': 1e21,
      a: [1.0, 0.000001, 1e-7, -0, 'é\u000f"'],
      '\ud83d\ude00': null,
      '\ufb33': true,
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":1e+21,"a":[1,0.000001,1e-7,0,"é\\u000f\\""],"€":"Euro","😀":null,"\ufb33":true}',
    );
  });
  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it('names a version by document and files', () => {
    const document = {
      kind: 'Workflow',
      name: 'a',
      project: 'default',
      tasks: { one: { type: 'noop' } },
    } as WorkflowDocument;
    const hash = hashVersion(document, { 'a.py': '1' });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashVersion(document, { 'a.py': '2' })).not.toBe(hash);
    expect(hashVersion({ ...document, name: 'b' }, { 'a.py': '1' })).not.toBe(hash);
  });
});
