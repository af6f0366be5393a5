import { secretsOf } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const document = (rest: string) => `kind: Workflow\nname: a\n${rest}`;
const load = (rest: string) => loadDocuments([{ path: 'a.yaml', text: document(rest) }]);
const found = (rest: string) => load(rest).findings.map(({ pointer, message, hint }) => ({ pointer, message, hint }));

describe('secrets in documents', () => {
  it('stand in env and with, alone or with text around them', () => {
    const { workflows, findings } = load(`env: { A: "\${{ secrets.of_all }}" }
defaults: { env: { B: "x\${{ secrets.of_defaults }}y" } }
tasks:
  call: { type: http, with: { url: "https://a.example", headers: { authorization: "Bearer \${{ secrets.token }}" } } }
  work: { type: shell, env: { C: "\${{secrets.own}}" }, with: { script: "true" } }
`);
    expect(findings).toEqual([]);
    expect(secretsOf(workflows[0]?.document as never)).toEqual(['of_all', 'of_defaults', 'own', 'token']);
  });

  it.each([
    [
      'params of the task',
      'tasks: { a: { type: shell, params: { p: "${{ secrets.x }}" }, with: { script: "true" } } }',
      '/tasks/a/params/p',
    ],
    ['outputs', 'outputs: { o: "${{ secrets.x }}" }\ntasks: { a: { type: noop } }', '/outputs/o'],
    [
      'defaults of parameters',
      'params: { p: { type: string, default: "${{ secrets.x }}" } }\ntasks: { a: { type: noop } }',
      '/params/p/default',
    ],
    ['a task without a worker', 'tasks: { a: { type: wait, with: { for: "${{ secrets.x }}" } } }', '/tasks/a/with/for'],
    [
      'the name of a program',
      'tasks: { a: { type: shell, with: { shell: "${{ secrets.x }}", script: "true" } } }',
      '/tasks/a/with/shell',
    ],
  ])('are refused in %s', (_where, rest, pointer) => {
    expect(found(rest)).toEqual([{ pointer, message: 'the secret "x" cannot be used here', hint: expect.any(String) }]);
  });

  it.each([
    ['a condition', 'tasks: { a: { type: shell, when: "secrets.x == \'1\'", with: { script: "true" } } }'],
    [
      'a part of an expression',
      'tasks: { a: { type: shell, env: { A: "${{ hash(secrets.x) }}" }, with: { script: "true" } } }',
    ],
    ['a name that is none', 'tasks: { a: { type: shell, env: { A: "${{ secrets.Up }}" }, with: { script: "true" } } }'],
  ])('are refused as %s, with how to do it', (_where, rest) => {
    const [finding, ...others] = found(rest);
    expect(finding?.hint).toMatch(/^A secret stands alone in its braces/);
    expect(others).toEqual([]);
  });

  it('are refused in scripts as every template is', () => {
    expect(found('tasks: { a: { type: shell, with: { script: "echo ${{ secrets.x }}" } } }')[0]?.message).toContain(
      'not evaluated inside script',
    );
  });
});
