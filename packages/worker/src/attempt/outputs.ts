import {
  isNestedTooDeep,
  type Json,
  type JsonObject,
  MAX_JSON_LEVELS,
  outputReference,
  type OutputType,
  problemReason,
  type Reason,
  type Said,
  said,
} from '@carillon/core';

const MATCHES: Readonly<Record<OutputType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** What is wrong with the output of a task that declared `declared`, undefined when nothing is. */
export function checkOutputs(output: JsonObject, declared: Readonly<Record<string, OutputType>>): Reason | undefined {
  if (isNestedTooDeep(output)) return invalid(said`the outputs are nested deeper than ${MAX_JSON_LEVELS} levels`);
  for (const name in declared) {
    const type = declared[name] as OutputType;
    const value = Object.hasOwn(output, name) ? output[name] : undefined;
    if (value === undefined) return invalid(said`the output "${name}" (${type}) was declared but not given`);
    // What was moved was checked as it was given.
    if (outputReference(name, value)) continue;
    if (!MATCHES[type](value))
      return invalid(said`the output "${name}" must be of type ${type}, but is ${describe(value)}`);
  }
  return undefined;
}

export const invalid = (problem: Said): Reason => problemReason('OUTPUT_INVALID', problem);

export function tooLarge(bytes: number, limit: number): Reason {
  return { code: 'OUTPUT_TOO_LARGE', params: { bytes, limit } };
}

function describe(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
