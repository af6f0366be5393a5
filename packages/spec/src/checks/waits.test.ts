import { readFileSync } from 'node:fs';
import { BESIDE, DATE_CYCLES } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const page = (path: string): string => readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), 'utf8');
const problems = (fields: string): readonly string[] =>
  loadDocuments([
    { path: 'w.yaml', text: `kind: Workflow\nname: w\ntasks:\n  dep: { type: wait, with: ${fields} }\n` },
  ]).findings.map(({ message, hint }) => (hint === undefined ? message : `${message}. ${hint}`));

describe('waits', () => {
  it.each(['reference/waits.md', 'guide/waits.md'])('are shown in documents that are valid: %s', (path) => {
    const examples = [...page(path).matchAll(/```yaml\n([^]*?)```/g)].map(([, yaml]) => yaml ?? '');
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.flatMap((text) => loadDocuments([{ path, text }]).findings)).toEqual([]);
  });

  it('are told with every field and cycle', () => {
    const text = page('reference/waits.md');
    const fields = [...Object.keys(BESIDE), ...Object.values(BESIDE).flat()];
    expect([...new Set(fields)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    const cycles = DATE_CYCLES.filter((name) => !/last_(tues|wednes|thurs|fri|satur)day/.test(name));
    expect(cycles.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it.each([
    ['{ for: 5m, signal: paid }', 'needs exactly one of for, until, window, signal, run, dataset, path, url, s3'],
    ['{}', 'needs exactly one of'],
    [
      '{ signal: paid, poll: 5s }',
      'a wait with "signal" has no field "poll". Beside signal there are key, params, expires.',
    ],
    ['{ for: 5m, expires: 1h }', 'a wait with "for" has no field "expires". Remove it.'],
    ['{ path: /in/x, expectStatus: [200] }', 'a wait with "path" has no field "expectStatus"'],
    ['{ path: /in/x, poll: 10ms }', 'poll must be at least 1s, not 10ms'],
    ['{ until: tomorrow }', 'until'],
    ['{ window: { from: "8:00", to: "18:00" } }', 'window.from is not well formed'],
    ['{ window: { from: "08:00", to: "18:00", timezone: Asia/Nowhere } }', '"Asia/Nowhere" is no time zone'],
    ['{ run: { workflow: a, any: [] } }', 'needs exactly one of workflow, all, any'],
    ['{ run: { workflow: a, cycle: yesterday } }', 'must be one of'],
    ['{ run: { workflow: a, cycle: today, offset: -1d } }', 'cannot have cycle and offset together'],
    ['{ run: { all: [{ workflow: a, state: done }] } }', 'must be one of'],
    ['{ run: { workflow: "${{ vars.w }}" } }', 'an expression cannot stand here'],
    ['{ s3: "s3://bucket" }', 's3 is not well formed'],
    ['{ s3: "s3://b/k", accessKeyId: x }', 'accessKeyId and secretAccessKey go together'],
    ['{ path: "/in/${{ secrets.x }}" }', 'the secret "x" cannot be used here'],
  ])('%s is refused', (fields, expected) => {
    expect(problems(fields).join('\n')).toContain(expected);
  });

  it.each(['{ url: "https://x.example", headers: { authorization: "${{ secrets.x }}" } }', '{ run: { workflow: a } }'])(
    '%s is not',
    (fields) => expect(problems(fields)).toEqual([]),
  );

  it('produce nothing, as all that the servers carry out', () => {
    const text = 'kind: Workflow\nname: w\ntasks:\n  a: { type: noop, produces: [orders] }\n';
    expect(loadDocuments([{ path: 'w.yaml', text }]).findings[0]?.message).toBe(
      'a is a noop, which produces no dataset',
    );
  });
});
