import { compilePlan, MAX_DOCUMENT_BYTES, MAX_ROUNDS } from '@carillon/core';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from './load.ts';

const findingsOf = (text: string) => loadDocuments([{ path: 'a.yaml', text }], {}).findings;
const noop = { type: 'noop' };
const workflow = (tasks: object): string => JSON.stringify({ kind: 'Workflow', name: 'a', tasks });
const chain = (length: number, task: (i: number) => object): string =>
  workflow(
    Object.fromEntries(
      Array.from({ length }, (_, i) => [`t${i}`, { ...task(i), ...(i > 0 ? { needs: [`t${i - 1}`] } : {}) }]),
    ),
  );

// The largest documents take seconds to read where other work shares the machine.
describe('limits', { timeout: 60_000 }, () => {
  it('take a chain of 20 000 tasks, each reading the first', () => {
    const text = chain(20_000, (i) => ({
      type: 'shell',
      outputs: { n: 'integer' },
      with: { script: 'true' },
      ...(i > 0 ? { env: { N: '${{ tasks.t0.outputs.n }}' } } : {}),
    }));
    const { workflows, findings } = loadDocuments([{ path: 'a.json', text }]);
    expect(findings).toMatchObject([{ code: 'LIMIT_NEAR', severity: 'warning' }]);
    for (const { document } of workflows) expect(compilePlan(document).tasks).toHaveLength(20_000);
    expect(workflows).toHaveLength(1);
  });
  it('answer thousands of far references to different tasks', () => {
    const text = chain(5_000, (i) => ({
      type: 'shell',
      with: { script: 'true' },
      ...(i > 1 ? { when: `tasks.t${Math.floor(i / 2) - (i % 2)}.state == "success"` } : {}),
    }));
    expect(findingsOf(text)).toEqual([]);
  });
  it('name a cycle of thousands of tasks without listing them all', () => {
    const ring = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [`t${i}`, { ...noop, needs: [`t${(i + 4_999) % 5_000}`] }]),
    );
    const [finding, ...others] = findingsOf(workflow(ring));
    expect(others).toEqual([]);
    expect(finding?.code).toBe('VALIDATION_CYCLE');
    expect(finding?.message.length).toBeLessThan(200);
  });
  it('refuse more than 20 000 tasks', () => {
    expect(findingsOf(chain(20_001, () => noop))).toMatchObject([
      { code: 'VALIDATION_SCHEMA', message: 'tasks has more than 20000 entries' },
    ]);
  });
  it('stop at 100 findings', () => {
    const tasks = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`t${i}`, { ...noop, nope: 1 }]));
    expect(findingsOf(workflow(tasks))).toHaveLength(100);
  });
  it.each([
    ['depth', `kind: Workflow\nname: a\nlabels: ${'['.repeat(70)}${']'.repeat(70)}\n`],
    [
      'aliases',
      `kind: Workflow\nname: a\ntags: [${['&x a', ...Array.from({ length: 101 }, () => '*x')].join(', ')}]\n`,
    ],
    ['size', ' '.repeat(5 * 1024 * 1024 + 1)],
    ['documents', '---\na: 1\n'.repeat(1_001)],
    [
      'aliases of aliases',
      Array.from(
        { length: 30 },
        (_, i) =>
          `a${i}: &a${i} [${i === 0 ? '1, 1, 1, 1' : Array.from({ length: 3 }, () => `*a${i - 1}`).join(', ')}]\n`,
      ).join(''),
    ],
  ])('of %s hold', (_, text) => {
    const findings = findingsOf(text);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ code }) => code === 'VALIDATION_LIMIT')).toBe(true);
  });
  it.each([
    ['at the limit', 0, ['LIMIT_NEAR']],
    ['one byte beyond it', 1, ['VALIDATION_LIMIT']],
  ])('of a file: %s', (_, more, codes) => {
    const text = `${workflow({ one: noop })}\n`;
    // Of two bytes each: it is bytes that count.
    const room = MAX_DOCUMENT_BYTES + more - text.length - '# '.length;
    const padded = `${text}# ${'é'.repeat(Math.floor(room / 2))}${'x'.repeat(room % 2)}`;
    expect(new TextEncoder().encode(padded).length).toBe(MAX_DOCUMENT_BYTES + more);
    expect(findingsOf(padded).map(({ code }) => code)).toEqual(codes);
  });
  it.each([
    ['at the limit', MAX_ROUNDS, []],
    ['one beyond it', MAX_ROUNDS + 1, ['VALIDATION_SCHEMA']],
    ['none', 0, ['VALIDATION_SCHEMA']],
  ])('of rounds: %s', (_, maxRounds, codes) => {
    const one = { type: 'shell', with: { script: 'true' }, while: { when: 'false', maxRounds } };
    expect(findingsOf(workflow({ one })).map(({ code }) => code)).toEqual(codes);
  });
  it('keep a file of opening brackets from giving a finding each', () => {
    for (const text of ['['.repeat(50_000), `${'['.repeat(20_000)}${']'.repeat(20_000)}`]) {
      expect(findingsOf(text).length).toBeGreaterThan(0);
      expect(findingsOf(text).length).toBeLessThan(100);
    }
  });
  it('let YAML as people write it through', () => {
    const text = stringify({
      kind: 'Workflow',
      name: 'a',
      tasks: { one: { type: 'shell', with: { script: 'echo "a: b"\necho {c}\n' } } },
    });
    expect(findingsOf(text)).toEqual([]);
  });
});
