import { compilePlan } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const load = (text: string) => loadDocuments([{ path: 'w.yaml', text: `kind: Workflow\nname: w\n${text}` }]);
const found = (text: string): readonly string[] =>
  load(text).findings.map(({ pointer, message }) => `${pointer} ${message}`);

const VALID = `
tasks:
  list: { type: shell, with: { script: ls }, outputs: { files: array, n: integer } }
  load:
    type: group
    needs: [list]
    env: { WHERE: here }
    tasks:
      stage: { type: shell, with: { script: "true" }, env: { N: "\${{ tasks.list.outputs.n }}" }, outputs: { rows: integer } }
      merge: { type: shell, needs: [stage], when: tasks.stage.outputs.rows > 0, with: { script: "true" } }
  each:
    type: shell
    needs: [load]
    forEach: { items: "\${{ tasks.list.outputs.files.filter(f, f != '') }}", max: 4, batch: 10 }
    when: tasks.load.outputs.stage.rows > 0
    env: { FILE: "\${{ item[0] }}", I: "\${{ index }}" }
    with: { script: "true" }
    outputs: { size: integer }
  pages:
    type: group
    needs: [each]
    while: { when: "round < 3 && tasks.pages.outputs.page.more", maxRounds: 5 }
    timeout: { task: 1h }
    tasks:
      page:
        type: function
        with: { handler: page, input: "\${{ orElse(tasks.pages.outputs.page.next, round) }}" }
        outputs: { more: boolean, next: string }
      rows:
        type: group
        needs: [page]
        forEach: { items: [1, 2] }
        tasks:
          one: { type: shell, with: { script: "true" }, env: { A: "\${{ item }} \${{ round }} \${{ tasks.page.outputs.next }}" } }
  given: { type: group, needs: [list], tasks: "\${{ tasks.list.outputs }}" }
  count:
    type: map_reduce
    needs: [each]
    with:
      split: { type: shell, with: { script: ls }, outputs: { items: array } }
      map: { type: shell, env: { F: "\${{ item }}" }, with: { script: wc }, outputs: { n: integer } }
      reduce: { type: function, with: { handler: sum, input: "\${{ tasks.map.outputs.n }}" }, outputs: { total: integer } }
      max: 8
  shards: { type: shell, needs: [count], workers: { strategy: sharding, shards: 4 }, env: { S: "\${{ item.shard }}" }, with: { script: "true" } }
  last: { type: noop, needs: [shards, each, given], when: "tasks.count.outputs.total > sum(tasks.each.outputs.size) && tasks.given.outputs.any != 1" }
`;

describe('loops and groups', () => {
  it('are valid in every shape, and compile', () => {
    const { workflows, findings } = load(VALID);
    expect(findings).toEqual([]);
    const [one] = workflows;
    const plan = one && compilePlan(one.document);
    expect(plan?.tasks.map(({ id, expands }) => (expands ? `${id} ${expands.kind}` : id))).toEqual([
      'list',
      'load.entry',
      'load.stage',
      'load.merge',
      'load',
      'each for_each',
      'pages while',
      'given tasks',
      'count.entry',
      'count.split',
      'count.map for_each',
      'count.reduce',
      'count',
      'shards sharding',
      'last',
    ]);
  });

  const shell = 'type: shell, with: { script: "true" }';
  it.each([
    ['a group without tasks', 'tasks: { g: { type: group } }', '/tasks/g the group g has no tasks'],
    [
      'tasks of what is no group',
      `tasks: { a: { ${shell}, tasks: { b: { type: noop } } } }`,
      '/tasks/a/tasks a is no group',
    ],
    [
      'a retry of a group',
      'tasks: { g: { type: group, retry: { max: 1 }, tasks: { b: { type: noop } } } }',
      '/tasks/g/retry the group g has no retry of its own',
    ],
    [
      'a timeout of a group',
      'tasks: { g: { type: group, timeout: { task: 1h }, tasks: { b: { type: noop } } } }',
      '/tasks/g/timeout the group g has no timeout of its own',
    ],
    [
      'the name of the entry',
      'tasks: { g: { type: group, tasks: { entry: { type: noop } } } }',
      '/tasks/g/tasks/entry "entry" cannot be the name of a task of a group',
    ],
    [
      'bad names in groups',
      'tasks: { g: { type: group, tasks: { A-b: { type: noop } } } }',
      '/tasks/g/tasks/A-b "A-b" cannot be the name of a task',
    ],
    [
      'unknown fields in groups',
      'tasks: { g: { type: group, tasks: { a: { type: noop, wen: x } } } }',
      '/tasks/g/tasks/a/wen tasks.g.tasks.a has no field "wen"',
    ],
    [
      'unknown types in groups',
      'tasks: { g: { type: group, tasks: { a: { type: dokcer } } } }',
      '/tasks/g/tasks/a/type',
    ],
    [
      'types of later versions in groups',
      'tasks: { g: { type: group, tasks: { a: { type: docker } } } }',
      '/tasks/g/tasks/a/type the task type "docker" is not available yet',
    ],
    [
      'needs across groups',
      'tasks: { a: { type: noop }, g: { type: group, tasks: { b: { type: noop, needs: [a] } } } }',
      '/tasks/g/tasks/b/needs/0 g.b needs "a", which is no task of g',
    ],
    [
      'cycles in groups',
      'tasks: { g: { type: group, tasks: { a: { type: noop, needs: [b] }, b: { type: noop, needs: [a] } } } }',
      '/tasks/g/tasks/a/needs tasks wait for each other: g.a → g.b → g.a',
    ],
    [
      'reading past a group',
      'tasks: { a: { type: noop }, g: { type: group, tasks: { b: { type: noop, when: tasks.a.state == "success" } } } }',
      '/tasks/g/tasks/b/when g.b reads tasks.a, which is not upstream of it',
    ],
    [
      'an output that no task of a group gives',
      'tasks: { g: { type: group, tasks: { b: { type: noop } } }, c: { type: noop, needs: [g], when: tasks.g.outputs.x.y == 1 } }',
      '/tasks/c/when g declares no output "x"',
    ],
    [
      'an output that the task of a group does not give',
      'tasks: { g: { type: group, tasks: { b: { type: noop } } }, c: { type: noop, needs: [g], when: tasks.g.outputs.b.y == 1 } }',
      '/tasks/c/when g.b declares no output "y"',
    ],
    [
      'a task of a group by its id',
      `tasks: { g: { type: group, tasks: { b: { type: noop } } }, c: { type: noop, needs: [g.b] } }`,
      '/tasks/c/needs/0',
    ],
    [
      'item without a loop',
      `tasks: { a: { ${shell}, env: { X: "\${{ item }}" } } }`,
      '/tasks/a/env/X there is no item here',
    ],
    [
      'item in the condition of the loop',
      `tasks: { a: { ${shell}, forEach: { items: [1] }, when: item == 1 } }`,
      '/tasks/a/when item is not known yet',
    ],
    [
      'item in a while',
      `tasks: { a: { ${shell}, while: { when: "false", maxRounds: 1 }, env: { X: "\${{ item }}" } } }`,
      '/tasks/a/env/X there is no item here',
    ],
    [
      'round in a forEach',
      `tasks: { a: { ${shell}, forEach: { items: [1] }, env: { X: "\${{ round }}" } } }`,
      '/tasks/a/env/X there is no round here',
    ],
    [
      'reading itself without a while',
      `tasks: { a: { ${shell}, outputs: { x: string }, forEach: { items: [1] }, env: { X: "\${{ tasks.a.outputs.x }}" } } }`,
      '/tasks/a/env/X a reads tasks.a, which is not upstream of it',
    ],
    [
      'two loops at once',
      `tasks: { a: { ${shell}, forEach: { items: [1] }, while: { when: "false", maxRounds: 1 } } }`,
      '/tasks/a a has forEach and while together',
    ],
    [
      'a loop over a switch',
      'tasks: { s: { type: switch, forEach: { items: [1] }, with: { cases: [{ when: "true", then: [a] }] } }, a: { type: noop, needs: [s] } }',
      '/tasks/s the switch s cannot be repeated',
    ],
    [
      'a while without a bound',
      `tasks: { a: { ${shell}, while: { when: "false" } } }`,
      '/tasks/a/while tasks.a.while needs the field "maxRounds"',
    ],
    [
      'more rounds than there may be',
      `tasks: { a: { ${shell}, while: { when: "false", maxRounds: 1001 } } }`,
      '/tasks/a/while/maxRounds',
    ],
    [
      'sharding without a number',
      `tasks: { a: { ${shell}, workers: { strategy: sharding } } }`,
      '/tasks/a/workers a has the strategy sharding without shards',
    ],
    ['items as a text', `tasks: { a: { ${shell}, forEach: { items: 7 } } }`, '/tasks/a/forEach/items'],
    ['tasks as a text', 'tasks: { g: { type: group, tasks: "all of them" } }', '/tasks/g/tasks'],
    ['a map_reduce without a map', 'tasks: { m: { type: map_reduce, with: { items: [1] } } }', '/tasks/m/with'],
    [
      'a map_reduce with a place for its map',
      `tasks: { m: { type: map_reduce, with: { items: [1], map: { ${shell}, when: "true" } } } }`,
      '/tasks/m/with/map/when m.map has when',
    ],
    [
      'a split that gives no items',
      `tasks: { m: { type: map_reduce, with: { split: { ${shell} }, map: { ${shell} } } } }`,
      '/tasks/m/with/split m.split declares no output "items"',
    ],
    [
      'expressions in scripts of groups',
      'tasks: { g: { type: group, tasks: { a: { type: shell, with: { script: "echo ${{ params.x }}" } } } } }',
      '/tasks/g/tasks/a/with/script ${{ is not evaluated inside script',
    ],
    [
      'secrets in parameters of groups',
      `tasks: { g: { type: group, tasks: { a: { ${shell}, params: { x: "\${{ secrets.k }}" } } } } }`,
      '/tasks/g/tasks/a/params/x the secret "k" cannot be used here',
    ],
    ['loops in defaults', `defaults: { forEach: { items: [1] } }\ntasks: { a: { ${shell} } }`, '/defaults/forEach'],
  ])('refuse %s', (_, text, expected) => {
    expect(found(text)[0]).toContain(expected);
    expect(found(text)).toHaveLength(1);
  });

  it('take secrets in env of groups and of tasks in them', () => {
    const secret = '{ K: "${{ secrets.k }}" }';
    expect(found(`tasks: { g: { type: group, env: ${secret}, tasks: { a: { ${shell}, env: ${secret} } } } }`)).toEqual(
      [],
    );
  });

  it('find files of tasks in groups', () => {
    const text =
      'kind: Workflow\nname: w\ntasks: { g: { type: group, tasks: { a: { type: shell, with: { file: a.sh } } } } }';
    const one = loadDocuments([{ path: 'f/w.yaml', text }], { 'f/a.sh': 'true' });
    expect(one.findings).toEqual([]);
    expect(one.workflows.map(({ files }) => files)).toEqual([{ 'a.sh': 'true' }]);
    expect(loadDocuments([{ path: 'f/w.yaml', text }], {}).findings).toMatchObject([
      { pointer: '/tasks/g/tasks/a/with/file' },
    ]);
  });
});
