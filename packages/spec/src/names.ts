/** Names that users choose (VOCABULARY §1). */
import { ENTRY, type Json, type JsonObject, MAP_REDUCE_TASKS, TASK_MAPS, type Said, said } from '@carillon/core';
import type { DocumentPath, Problem } from './finding.ts';
import { isObject } from './schema/check-schema.ts';

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const READ_BY_EXPRESSIONS = /^[a-z][a-z0-9_]{0,62}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

const CEL_KEYWORDS = new Set([
  'in',
  'true',
  'false',
  'null',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);

export const isName = (text: string): boolean => NAME.test(text);

/** Of a document of any kind. @param what the kind in words, with its article */
export function* headNameProblems(document: JsonObject, what: Said): Generator<Problem> {
  for (const [field, named] of [
    ['name', what],
    ['project', said`a project`],
  ] as const) {
    const value = document[field];
    if (typeof value === 'string' && value !== '' && !NAME.test(value)) {
      yield badName(
        [field],
        named,
        value,
        said`Use a to z, 0 to 9, - and _, beginning with a letter; at most 63 characters. A title may be any text.`,
      );
    }
  }
}

/** Of a workflow and all that it names. */
export function* nameProblems(document: JsonObject): Generator<Problem> {
  yield* headNameProblems(document, said`a workflow`);
  yield* keys(document['schedules'], ['schedules'], said`a schedule`, NAME);
  yield* keys(document['params'], ['params'], said`a parameter`, READ_BY_EXPRESSIONS);
  yield* keys(document['outputs'], ['outputs'], said`an output`, READ_BY_EXPRESSIONS);
  yield* keys(document['env'], ['env'], said`a variable`, VARIABLE);
  for (const phase of TASK_MAPS) yield* taskNames(document[phase], [phase]);
}

function* taskNames(tasks: Json | undefined, path: DocumentPath): Generator<Problem> {
  yield* keys(tasks, path, said`a task`, READ_BY_EXPRESSIONS);
  if (!isObject(tasks)) return;
  for (const [id, task] of Object.entries(tasks)) {
    if (!isObject(task)) continue;
    yield* fieldNames(task, [...path, id]);
    if (isObject(task['compensate'])) yield* fieldNames(task['compensate'], [...path, id, 'compensate']);
    yield* memberNames(task['tasks'], [...path, id, 'tasks']);
    if (task['type'] === 'map_reduce' && isObject(task['with']))
      yield* ofMapReduce(task['with'], [...path, id, 'with']);
  }
}

function* memberNames(tasks: Json | undefined, path: DocumentPath): Generator<Problem> {
  yield* taskNames(tasks, path);
  const hint = said`The beginning of every group has this name; choose another.`;
  if (isObject(tasks) && Object.hasOwn(tasks, ENTRY))
    yield { ...badName([...path, ENTRY], said`a task of a group`, ENTRY, hint), atKey: true };
}

function* ofMapReduce(fields: JsonObject, path: DocumentPath): Generator<Problem> {
  for (const name of MAP_REDUCE_TASKS) {
    const task = fields[name];
    if (isObject(task)) yield* taskNames({ [name]: task }, path);
  }
}

function* fieldNames(task: JsonObject, path: DocumentPath): Generator<Problem> {
  yield* keys(task['outputs'], [...path, 'outputs'], said`an output`, READ_BY_EXPRESSIONS);
  yield* keys(task['params'], [...path, 'params'], said`a parameter`, READ_BY_EXPRESSIONS);
  yield* keys(task['env'], [...path, 'env'], said`a variable`, VARIABLE);
}

function* keys(map: Json | undefined, path: DocumentPath, what: Said, rule: RegExp): Generator<Problem> {
  if (!isObject(map)) return;
  for (const name of Object.keys(map)) {
    if (!rule.test(name)) yield { ...badName([...path, name], what, name, HINTS.get(rule)), atKey: true };
    else if (rule === READ_BY_EXPRESSIONS && CEL_KEYWORDS.has(name)) {
      yield {
        ...badName([...path, name], what, name, said`It is a word of the expression language; choose another name.`),
        atKey: true,
      };
    }
  }
}

const HINTS = new Map([
  [NAME, said`Use a to z, 0 to 9, - and _, beginning with a letter; at most 63 characters.`],
  [
    READ_BY_EXPRESSIONS,
    said`Use a to z, 0 to 9 and _, beginning with a letter; at most 63 characters. Expressions read a - as minus.`,
  ],
  [VARIABLE, said`Use letters, digits and _, not beginning with a digit.`],
]);

function badName(path: DocumentPath, what: Said, name: string, hint: Said | undefined): Problem {
  const shown = JSON.stringify(name.slice(0, 64));
  return {
    code: 'VALIDATION_NAME',
    path,
    message: said`${shown} cannot be the name of ${what}`,
    hint,
  };
}
