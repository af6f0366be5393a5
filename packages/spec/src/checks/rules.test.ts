import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (rule: string, needs = '[b]'): readonly string[] => {
  const tasks = `a: { type: noop }, b: { type: noop, needs: [a] }, c: { type: noop, needs: ${needs}, rule: ${rule} }`;
  const text = `kind: Workflow\nname: w\ntasks: { ${tasks} }`;
  return loadDocuments([{ path: 'w.yaml', text }]).findings.map(({ pointer, message }) => `${pointer} ${message}`);
};

describe('the rule of a task', () => {
  it.each([
    ['a name', 'one_failed'],
    ['a condition over its upstreams by name', `{ when: 'tasks.b.state == "failed"' }`],
    ['a condition over all of them', `{ when: 'tasks.exists(t, tasks[t].state == "failed")' }`],
    ['a condition over more than states', `{ when: 'tasks.b.attempts > 1 && run.trigger == "schedule"' }`],
  ])('may be %s', (_, rule) => {
    expect(found(rule)).toEqual([]);
  });

  it.each([
    ['an unknown name', 'all_sucess', '/tasks/c/rule tasks.c.rule must be one of'],
    ['a number', '3', '/tasks/c/rule tasks.c.rule must be a text or a map of fields'],
    ['a map without a condition', '{}', '/tasks/c/rule tasks.c.rule needs the field "when"'],
    ['a map with another field', `{ when: 'true', if: x }`, '/tasks/c/rule/if tasks.c.rule has no field "if"'],
    [
      'a condition over a task that is upstream but not directly',
      `{ when: 'tasks.a.state == "failed"' }`,
      '/tasks/c/rule/when the rule of c reads tasks.a, which is no direct upstream of it',
    ],
    ['no condition', `{ when: 'tasks.b.' }`, '/tasks/c/rule/when'],
    ['a number', "{ when: '1 + 1' }", '/tasks/c/rule/when the condition gives int instead of true or false'],
    ['a template', "{ when: '${{ true }}' }", '/tasks/c/rule/when a condition is an expression already'],
  ])('is not %s', (_, rule, expected) => {
    expect(found(rule)).toEqual([expect.stringContaining(expected)]);
  });

  it('is a name in defaults, and no condition without upstreams', () => {
    expect(found(`{ when: 'true' }`, '[]')).toEqual([expect.stringContaining('c has a rule and no upstreams')]);
    const text = `kind: Workflow\nname: w\ndefaults: { rule: { when: 'true' } }\ntasks: { a: { type: noop } }`;
    expect(loadDocuments([{ path: 'w.yaml', text }]).findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('defaults.rule must be a text'),
    ]);
  });

  it('is refused as a condition when it comes to a type that is no boolean', () => {
    const when = (text: string) => {
      const tasks = `a: { type: noop, when: ${JSON.stringify(text)} }`;
      const yaml = `kind: Workflow\nname: w\nparams: { x: { type: boolean, default: true } }\ntasks: { ${tasks} }`;
      return loadDocuments([{ path: 'w.yaml', text: yaml }]).findings.map(({ message }) => message);
    };
    expect(['params.x', 'params.x ? true : 1 > 2', 'size([1]) > 0'].map(when)).toEqual([[], [], []]);
    for (const text of ['1 + 1', '"yes"', 'null', '[true]', 'date(run.logicalTime)'])
      expect(when(text)).toEqual([expect.stringMatching(/^the condition gives .+ instead of true or false$/)]);
  });
});
