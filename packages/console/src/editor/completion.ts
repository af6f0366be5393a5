/** What may be written at a place: names in expressions, task types, upstream tasks. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Json, JsonObject } from '@carillon/core';
import type { EditedTask } from './language.ts';
import { TYPE_NAMES, fieldsOfType, isMapValue, listOf } from './task-forms.ts';

export interface Known {
  readonly document?: JsonObject | undefined;
  readonly tasks: readonly EditedTask[];
}

const RUN = [
  'id',
  'url',
  'version',
  'logicalTime',
  'logicalDate',
  'intervalStart',
  'intervalEnd',
  'trigger',
  'startedAt',
];
const TASK = ['state', 'reason', 'outputs', 'attempts', 'exitCode'];
const ROOTS = [
  'params',
  'vars',
  'run',
  'tasks',
  'item',
  'index',
  'workflow',
  'project',
  'environment',
  'tenant',
  'secrets',
];
const FUNCTIONS: Readonly<Record<string, string>> = {
  date: 's',
  addDays: 'd, n',
  addMonths: 'd, n',
  addYears: 'd, n',
  startOf: "d, 'month'",
  endOf: "d, 'month'",
  format: "d, 'yyyyMMdd'",
  inZone: 't, zone',
  isWorkday: 'd, calendar',
  addWorkdays: 'd, n, calendar',
  ds: "'$[yyyyMMdd-1]'",
  re: 's, pattern',
  json: 's',
  toJson: 'x',
  orElse: 'x, y',
  range: 'n',
  chunk: 'l, n',
  sum: 'l',
  hash: 's',
};

const namesOf = (value: Json | undefined): readonly string[] => (isMapValue(value) ? Object.keys(value) : []);
const options = (names: readonly string[], type: string): readonly Completion[] =>
  names.map((label) => ({ label, type }));

/** Everything that has ended before the task begins, nearest first. */
export function upstreamsOf(tasks: readonly EditedTask[], task: EditedTask): readonly EditedTask[] {
  const found = new Set<EditedTask>();
  const visit = (one: EditedTask) => {
    for (const name of listOf(one.fields['needs'])) {
      const upstream = tasks.find(({ id, in: map }) => id === name && map === one.in);
      if (!upstream || found.has(upstream)) continue;
      found.add(upstream);
      visit(upstream);
    }
  };
  visit(task);
  if (task.in !== 'tasks') for (const one of tasks) if (one.in === 'tasks') found.add(one);
  return [...found];
}

/** Inside an expression, behind what is written of it. Undefined: nothing is known there. */
export function completeExpression(before: string, { document, tasks }: Known, task: EditedTask | undefined) {
  const path = /[\w.]*$/.exec(before)?.[0] ?? '';
  const parts = path.split('.');
  const word = parts.at(-1) ?? '';
  return {
    from: before.length - word.length,
    options: expressionOptions(parts.slice(0, -1), { document, tasks }, task),
  };
}

function expressionOptions(
  [root, name, field]: readonly string[],
  { document, tasks }: Known,
  task: EditedTask | undefined,
): readonly Completion[] {
  const readable = task ? upstreamsOf(tasks, task) : tasks;
  if (root === undefined)
    return [
      ...options(ROOTS, 'namespace'),
      ...Object.entries(FUNCTIONS).map(([label, detail]) => ({ label, detail, type: 'function', apply: `${label}(` })),
    ];
  if (root === 'params' && name === undefined)
    return options([...namesOf(document?.['params']), ...namesOf(task?.fields['params'])], 'variable');
  if (root === 'run' && name === undefined) return options(RUN, 'property');
  if (root !== 'tasks') return [];
  if (name === undefined)
    return options(
      readable.map(({ id }) => id),
      'variable',
    );
  if (field === undefined) return options(TASK, 'property');
  const upstream = readable.find(({ id }) => id === name);
  return field === 'outputs' && upstream ? options(outputsOf(upstream), 'property') : [];
}

/** What is declared, and what its type gives. */
export const outputsOf = ({ fields }: EditedTask): readonly string[] => [
  ...new Set([...namesOf(fields['outputs']), ...fieldsOfType(fields['type']).outputs]),
];

/** For the text: `known` is asked at the moment, as the text moves on. */
export const completeIn =
  (known: () => Known) =>
  (context: CompletionContext): CompletionResult | null => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    const { document, tasks } = known();
    const task = tasks.findLast((one) => one.line <= line.number);
    const open =
      /\$\{\{((?:(?!\}\}).)*)$/.exec(before)?.[1] ?? /^\s*(?:-\s+)?(?:when|if):\s*["']?(.*)$/.exec(before)?.[1];
    if (open !== undefined) {
      const { from, options: found } = completeExpression(open, { document, tasks }, task);
      return found.length === 0 ? null : { from: pos - open.length + from, options: [...found], validFor: /^\w*$/ };
    }
    const word = context.matchBefore(/[\w]*/);
    const from = word?.from ?? pos;
    if (/^\s+(?:\w+:\s*\{.*)?\btype:\s*["']?\w*$/.test(before))
      return { from, options: [...options(TYPE_NAMES, 'type')] };
    if (task && /\bneeds:\s*\[[^\]]*$|^\s+-\s*\w*$/.test(before))
      return {
        from,
        options: tasks
          .filter((one) => one.in === task.in && one.id !== task.id)
          .map(({ id }) => ({ label: id, type: 'variable' })),
      };
    const key = /^(\s+)(\w*)$/.exec(before);
    if (task && key && (context.explicit || key[2] !== '')) {
      const names = [
        ...fieldsOfType(task.fields['type']).names,
        'type',
        'needs',
        'with',
        'when',
        'rule',
        'retry',
        'timeout',
        'outputs',
        'env',
        'params',
        'queue',
        'forEach',
      ];
      return { from, options: [...new Set(names)].map((label) => ({ label, type: 'property', apply: `${label}: ` })) };
    }
    return null;
  };
