/** Declarations of parameters make sense: keywords fit their type, patterns compile, defaults are valid values. */
import {
  type Json,
  type Param,
  type ParamType,
  type WorkflowDocument,
  checkParam,
  hasExpressions,
  patternSize,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';

const KEYWORDS: Readonly<Record<string, readonly ParamType[]>> = {
  pattern: ['string'],
  minLength: ['string'],
  maxLength: ['string'],
  minimum: ['integer', 'number'],
  maximum: ['integer', 'number'],
  minItems: ['array'],
  maxItems: ['array'],
};
const RANGES = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;

export function* paramProblems(document: WorkflowDocument): Generator<Problem> {
  for (const [name, param] of Object.entries(document.params ?? {})) {
    const path = ['params', name];
    const before = [...declarationProblems(param, path)];
    yield* before;
    if (before.length === 0) yield* defaultProblems(param, path);
  }
}

function* declarationProblems(param: Param, path: DocumentPath): Generator<Problem> {
  for (const [keyword, types] of Object.entries(KEYWORDS)) {
    if (!(keyword in param) || types.includes(param.type)) continue;
    yield fault(
      [...path, keyword],
      `${keyword} says nothing about a parameter of type ${param.type}`,
      `It is for ${types.join(' and ')}.`,
      true,
    );
  }
  if (param.pattern !== undefined && patternSize(param.pattern) === undefined) {
    yield fault(
      [...path, 'pattern'],
      `"${param.pattern.slice(0, 64)}" is no regular expression, or one that is too large`,
      'Use RE2 syntax: no look-around and no back-references.',
    );
  }
  for (const [low, high] of RANGES) {
    const [from, to] = [param[low], param[high]];
    if (from !== undefined && to !== undefined && from > to) yield fault([...path, low], `${low} is above ${high}`);
  }
  for (const [i, value] of (param.enum ?? []).entries()) {
    for (const { message } of checkParam({ type: param.type }, value))
      yield fault([...path, 'enum', i], `the value ${message}`);
  }
}

function* defaultProblems(param: Param, path: DocumentPath): Generator<Problem> {
  const value: Json | undefined = param.default;
  if (value === undefined || value === null || hasExpressions(value)) return;
  for (const { message } of checkParam(param, value)) yield fault([...path, 'default'], `the default ${message}`);
}

function fault(path: DocumentPath, message: string, hint?: string, atKey = false): Problem {
  return { code: 'VALIDATION_PARAM', path, message, hint, atKey };
}
