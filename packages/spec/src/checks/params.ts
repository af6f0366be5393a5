/** Declarations of parameters make sense: keywords fit their type, patterns compile, defaults are valid values. */
import {
  type Json,
  MAX_SCHEMA_DEPTH,
  type Param,
  type ParamSchema,
  type ParamType,
  type WorkflowDocument,
  checkParam,
  hasExpressions,
  patternSize,
  type Said,
  said,
  saidAll,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';

const TEXTS = ['string'] as const;
const NUMBERS = ['integer', 'number'] as const;
const LISTS = ['array'] as const;
const MAPS = ['object'] as const;
const KEYWORDS: Readonly<Record<string, readonly ParamType[]>> = {
  pattern: TEXTS,
  format: TEXTS,
  minLength: TEXTS,
  maxLength: TEXTS,
  minimum: NUMBERS,
  maximum: NUMBERS,
  exclusiveMinimum: NUMBERS,
  exclusiveMaximum: NUMBERS,
  multipleOf: NUMBERS,
  items: LISTS,
  minItems: LISTS,
  maxItems: LISTS,
  uniqueItems: LISTS,
  properties: MAPS,
  additionalProperties: MAPS,
  minProperties: MAPS,
  maxProperties: MAPS,
};
const RANGES = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

export function* paramProblems(document: WorkflowDocument): Generator<Problem> {
  for (const [name, param] of Object.entries(document.params ?? {})) {
    const path = ['params', name];
    const before = [...schemaProblems(param, path, 1)];
    yield* before;
    if (before.length === 0) yield* defaultProblems(param, path);
  }
}

/** Of a parameter, and of what its lists and maps hold. */
function* schemaProblems(schema: Param | ParamSchema, path: DocumentPath, depth: number): Generator<Problem> {
  if (depth > MAX_SCHEMA_DEPTH) {
    yield fault(
      path,
      said`the schema is nested deeper than ${MAX_SCHEMA_DEPTH} levels`,
      said`Pass a value of fewer levels.`,
    );
    return;
  }
  yield* declarationProblems(schema, path);
  const { items, properties = {}, additionalProperties } = schema;
  if (items) yield* schemaProblems(items, [...path, 'items'], depth + 1);
  for (const [name, property] of Object.entries(properties))
    yield* schemaProblems(property, [...path, 'properties', name], depth + 1);
  if (typeof additionalProperties === 'object')
    yield* schemaProblems(additionalProperties, [...path, 'additionalProperties'], depth + 1);
}

function* declarationProblems(param: Param | ParamSchema, path: DocumentPath): Generator<Problem> {
  const { type, pattern, multipleOf, required } = param;
  const misplaced = Array.isArray(required) ? { ...KEYWORDS, required: MAPS } : KEYWORDS;
  for (const [keyword, types] of Object.entries(misplaced)) {
    if (!(keyword in param) || types.includes(type)) continue;
    yield fault(
      [...path, keyword],
      said`${keyword} says nothing about a parameter of type ${type}`,
      said`It is for ${saidAll(types)}.`,
      true,
    );
  }
  if (pattern !== undefined && patternSize(pattern) === undefined)
    yield fault(
      [...path, 'pattern'],
      said`"${pattern.slice(0, 64)}" is no regular expression, or one that is too large`,
      said`Use RE2 syntax: no look-around and no back-references.`,
    );
  if (multipleOf !== undefined && multipleOf <= 0)
    yield fault([...path, 'multipleOf'], said`multipleOf must be above 0`);
  for (const [low, high] of RANGES) {
    const [from, to] = [param[low], param[high]];
    if (from !== undefined && to !== undefined && from > to) yield fault([...path, low], said`${low} is above ${high}`);
  }
  yield* valueProblems(param, path);
}

/** What the schema lists has its type. */
function* valueProblems(
  { type, enum: allowed = [], const: only }: Param | ParamSchema,
  path: DocumentPath,
): Generator<Problem> {
  for (const [i, value] of allowed.entries())
    for (const { message } of checkParam({ type }, value))
      yield fault([...path, 'enum', i], said`the value ${message}`);
  if (only !== undefined)
    for (const { message } of checkParam({ type }, only)) yield fault([...path, 'const'], said`the value ${message}`);
}

function* defaultProblems(param: Param, path: DocumentPath): Generator<Problem> {
  const value: Json | undefined = param.default;
  if (value === undefined || value === null || hasExpressions(value)) return;
  for (const { message } of checkParam(param, value)) yield fault([...path, 'default'], said`the default ${message}`);
}

function fault(path: DocumentPath, message: Said, hint?: Said, atKey = false): Problem {
  return { code: 'VALIDATION_PARAM', path, message, hint, atKey };
}
