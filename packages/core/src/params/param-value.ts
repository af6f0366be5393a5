/**
 * Checks one value against a declaration: the types of VOCABULARY §4 and a listed subset of JSON Schema
 * 2020-12, interpreted (nothing is compiled from what users write), patterns by RE2.
 */
import type { Json, Param, ParamType } from '../definition/document.ts';
import { said } from '../said.ts';
import { type ParamProblem, schemaProblems } from './param-schema.ts';

/** Every way in which the value misses its declaration; none when it is valid. */
export function checkParam(declaration: Param, value: Json): readonly ParamProblem[] {
  return [...schemaProblems(declaration, value)].map(({ path, ...problem }) => ({
    ...problem,
    message: path.length === 0 ? problem.message : said`at ${placeText(path)} ${problem.message}`,
    path,
  }));
}

function placeText(path: ParamProblem['path']): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
}

/**
 * A value typed by a person, at a prompt or in a form, as its declaration reads it: `5` for an integer,
 * JSON for lists and maps. Text that does not fit is returned as it is, for {@link checkParam} to refuse.
 */
export function paramFromText(type: ParamType, text: string): Json {
  switch (type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
    case 'object':
      try {
        return JSON.parse(text) as Json;
      } catch {
        return text;
      }
    default:
      return text;
  }
}
