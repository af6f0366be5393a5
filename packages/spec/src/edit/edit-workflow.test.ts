import '../../../../tests/property-seed.ts';
import type { Json } from '@carillon/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CST, Lexer, parse } from 'yaml';
import { editWorkflow, type WorkflowEdit } from './edit-workflow.ts';
import { randomDocument } from './random-document.testing.ts';
import { applyEdits, invertEdits } from './text-edit.ts';

interface Task {
  type: string;
  needs?: string[];
  with?: Record<string, Json>;
}
type Tree = { tasks: Record<string, Task>; [field: string]: unknown };

/** What an anchor names is there as often as it is referred to. */
const valueIn = (text: string): Tree =>
  JSON.parse(JSON.stringify(parse(text, { schema: 'core', logLevel: 'silent' }))) as Tree;

const taskIn = ({ tasks }: Tree, name: string): Task => {
  const task = tasks[name];
  if (!task) throw new Error(`there is no task ${name}`);
  return task;
};

/** The same edit of the value alone: slow, and plainly right. */
function twin(value: Tree, edit: WorkflowEdit): Tree {
  const copy = structuredClone(value);
  const { tasks } = copy;
  switch (edit.edit) {
    case 'add_task':
      tasks[edit.task] = edit.fields as unknown as Task;
      break;
    case 'delete_task':
      delete tasks[edit.task];
      for (const task of Object.values(tasks)) withoutNeed(task, edit.task);
      if (Object.keys(tasks).length === 0) delete (copy as Partial<Tree>).tasks;
      break;
    case 'connect': {
      const task = taskIn(copy, edit.to);
      if (!task.needs?.includes(edit.from)) task.needs = [...(task.needs ?? []), edit.from];
      break;
    }
    case 'disconnect':
      withoutNeed(taskIn(copy, edit.to), edit.from);
      break;
    case 'rename_task':
      return JSON.parse(
        JSON.stringify(copy)
          .replaceAll(`"${edit.task}"`, `"${edit.name}"`)
          .replaceAll(`tasks.${edit.task}.`, `tasks.${edit.name}.`),
      ) as Tree;
    case 'set_field': {
      const [, task = '', ...path] = edit.path.map(String);
      put(tasks[task] as unknown as Record<string, unknown>, path, edit.value);
      break;
    }
    case 'unset_field': {
      const [, task = '', ...path] = edit.path.map(String);
      take(tasks[task] as unknown as Record<string, unknown>, path);
      break;
    }
  }
  return copy;
}

function withoutNeed(task: Task, name: string): void {
  if (!task.needs?.includes(name)) return;
  task.needs = task.needs.filter((need) => need !== name);
  if (task.needs.length === 0) delete task.needs;
}

function put(at: Record<string, unknown>, [field = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) at[field] = value;
  else put((at[field] ??= {}) as Record<string, unknown>, rest, value);
}

function take(at: Record<string, unknown>, [field = '', ...rest]: readonly string[]): void {
  if (rest.length === 0) delete at[field];
  else if (at[field]) {
    take(at[field] as Record<string, unknown>, rest);
    if (Object.keys(at[field]).length === 0) delete at[field];
  }
}

const commentsIn = (text: string): readonly string[] =>
  [...new Lexer().lex(text)].filter((token) => CST.tokenType(token) === 'comment').map((token) => token.trimEnd());

const editsOf = (text: string, edit: WorkflowEdit) => {
  const result = editWorkflow(text, edit);
  return 'edits' in result ? result.edits : undefined;
};
const edited = (text: string, edit: WorkflowEdit): string | undefined => {
  const edits = editsOf(text, edit);
  return edits && applyEdits(text, edits);
};

const values = fc.oneof(
  fc.constantFrom<Json>(
    'true',
    'x y',
    'null',
    '- a',
    'a: b',
    '# c',
    '"',
    "it's",
    '${{ params.day }}',
    'line\nline\n',
    'a\n\n  b',
    '',
  ),
  fc
    .jsonValue({ maxDepth: 2 })
    .map((value) => JSON.parse(JSON.stringify(value)) as Json)
    .filter((value) => !JSON.stringify(value).includes('__proto__')),
  fc.string({ unit: 'grapheme' }),
);

/** Nothing stands there, and no map around it is empty: that would go with its last field. */
function isMissing(at: unknown, [name = '', ...rest]: readonly string[]): boolean {
  if (typeof at !== 'object' || at === null || Object.keys(at).length === 0) return false;
  const next = (at as Record<string, unknown>)[name];
  return next === undefined || (rest.length > 0 && isMissing(next, rest));
}

/** Where the forms of a task write; the task itself comes before. */
const FORM_FIELDS = [
  ['with', 'script'],
  ['with', 'shell'],
  ['rule'],
  ['when'],
  ['retry', 'max'],
  ['retry', 'backoff'],
  ['env', 'REGION'],
  ['outputs', 'rows'],
  ['forEach', 'items'],
  ['forEach', 'max'],
  ['workers', 'labels', 'gpu'],
] as const;

/** How one edit is taken back by another; undefined: only by the change of the text turned round. */
function counterpart(edit: WorkflowEdit, before: Tree): WorkflowEdit | undefined {
  switch (edit.edit) {
    case 'add_task':
      return { edit: 'delete_task', in: edit.in, task: edit.task };
    case 'connect': {
      const needs = before.tasks[edit.to]?.needs;
      // A list that was empty goes with its last name.
      return needs?.length === 0 || needs?.includes(edit.from) ? undefined : { ...edit, edit: 'disconnect' };
    }
    case 'rename_task':
      return { edit: 'rename_task', in: edit.in, task: edit.name, name: edit.task };
    case 'set_field': {
      return isMissing(before, edit.path.map(String)) ? { edit: 'unset_field', path: edit.path } : undefined;
    }
    default:
      return undefined;
  }
}

const pick = fc.nat({ max: 5 });
const example = fc
  .record({
    document: randomDocument,
    kind: fc.nat({ max: 6 }),
    a: pick,
    b: pick,
    field: fc.constantFrom(...FORM_FIELDS),
    value: values,
  })
  .map(({ document: { text, tasks }, kind, a, b, field, value }): { text: string; edit: WorkflowEdit } => {
    const one = tasks[a % tasks.length] ?? '';
    const other = tasks[b % tasks.length] ?? '';
    const path = ['tasks', one, ...field];
    const added =
      b % 2 === 0 ? { type: 'noop' } : { type: 'shell', needs: [one], with: { script: value, args: ['a b', '{'] } };
    const edits: readonly WorkflowEdit[] = [
      { edit: 'add_task', in: 'tasks', task: 'added', fields: added },
      { edit: 'delete_task', in: 'tasks', task: one },
      { edit: 'rename_task', in: 'tasks', task: one, name: 'renamed' },
      { edit: 'connect', in: 'tasks', from: one, to: other },
      { edit: 'disconnect', in: 'tasks', from: one, to: other },
      { edit: 'set_field', path, value },
      { edit: 'unset_field', path },
    ];
    return { text, edit: edits.at(kind) as WorkflowEdit };
  });

/** By hand: CARILLON_EDIT_RUNS=10000 npx vitest run packages/spec/src/edit */
const RUNS = Number(process.env['CARILLON_EDIT_RUNS'] ?? 1_000);

describe('an edit of a random document', () => {
  it('changes the value as meant, keeps all other text, and can be taken back byte for byte', () => {
    let done = 0;
    fc.assert(
      fc.property(example, ({ text, edit }) => {
        const edits = editsOf(text, edit);
        if (!edits) return;
        const before = valueIn(text);
        const changed = applyEdits(text, edits);
        expect(valueIn(changed)).toEqual(twin(before, edit));
        expect(applyEdits(changed, invertEdits(text, edits))).toBe(text);
        const removed = edits.map(({ from, to }) => text.slice(from, to)).join('\n');
        const left = commentsIn(changed);
        for (const comment of commentsIn(text)) if (!removed.includes(comment)) expect(left).toContain(comment);
        const back = counterpart(edit, before);
        if (back && edits.length > 0) expect(edited(changed, back)).toBe(text);
        done += 1;
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(done).toBeGreaterThan(RUNS * 0.8);
  }, 600_000);
});

describe('an edit of a text', () => {
  const text = `kind: Workflow
name: daily
tasks:
  extract: # asked for by finance
    type: shell
    with: { script: "true" } # short

  choose: { type: switch, needs: [extract], with: { cases: [] } }
  load:
    type: http
    when: "tasks.extract.outputs.rows > 0 && 'tasks.extract' != ''"
    with:
      url: "https://a/\${{ tasks.extract.outputs.day }}"
`;

  it('renames a task where others read it, and not in the texts of expressions', () => {
    const renamed = edited(text, { edit: 'rename_task', in: 'tasks', task: 'extract', name: 'fetch' });
    expect(renamed?.split('\n').filter((line) => line.includes('fetch'))).toEqual([
      '  fetch: # asked for by finance',
      '  choose: { type: switch, needs: [fetch], with: { cases: [] } }',
      `    when: "tasks.fetch.outputs.rows > 0 && 'tasks.extract' != ''"`,
      '      url: "https://a/${{ tasks.fetch.outputs.day }}"',
    ]);
  });

  it('lets a switch choose what is connected to it, and no longer when it is not', () => {
    const connected = edited(text, { edit: 'connect', in: 'tasks', from: 'choose', to: 'load' }) ?? '';
    expect(valueIn(connected).tasks['choose']?.with).toEqual({ cases: [], otherwise: ['load'] });
    expect(valueIn(connected).tasks['load']?.needs).toEqual(['choose']);
    expect(edited(connected, { edit: 'disconnect', in: 'tasks', from: 'choose', to: 'load' })).toBe(text);
  });

  it('makes the maps it needs, and takes them along with their last field', () => {
    const path = ['tasks', 'load', 'retry', 'max'];
    const set = edited(text, { edit: 'set_field', path, value: 3 }) ?? '';
    expect(set).toContain('    retry:\n      max: 3\n');
    expect(edited(set, { edit: 'unset_field', path })).toBe(text);
  });

  it.each<[string, string, WorkflowEdit, string]>([
    [
      'an alias',
      'x: &x { A: b }\ntasks:\n  a: { type: noop, env: *x }\n',
      { edit: 'set_field', path: ['tasks', 'a', 'env', 'A'], value: 'c' },
      'SHARED',
    ],
    [
      'what an alias stands for',
      'tasks:\n  a: &a { type: noop }\n  b: *a\n',
      { edit: 'set_field', path: ['tasks', 'a', 'type'], value: 'x' },
      'SHARED',
    ],
    [
      'a comment that would go',
      'tasks:\n  a:\n    with:\n      # why\n      x: 1\n',
      { edit: 'set_field', path: ['tasks', 'a', 'with'], value: 'x' },
      'AS_TEXT',
    ],
    ['a text that is broken', 'tasks: {', { edit: 'delete_task', in: 'tasks', task: 'a' }, 'UNREADABLE'],
    ['a name that is taken', text, { edit: 'rename_task', in: 'tasks', task: 'load', name: 'extract' }, 'TAKEN'],
    ['a task that is not there', text, { edit: 'connect', in: 'tasks', from: 'load', to: 'no' }, 'MISSING'],
  ])('refuses %s', (_, source, edit, refused) => {
    expect(editWorkflow(source, edit)).toEqual({ refused });
  });
});
