import type { JsonObject, OutputType, Reason } from '@carillon/core';
import type { Json } from '@carillon/core';

/** GUARANTEES 10.1; larger results go to artifacts. */
export const MAX_OUTPUT_BYTES = 256 * 1024;

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
  for (const name in declared) {
    const type = declared[name] as OutputType;
    const value = Object.hasOwn(output, name) ? output[name] : undefined;
    if (value === undefined) return invalid(`the output "${name}" (${type}) was declared but not given`);
    if (!MATCHES[type](value))
      return invalid(`the output "${name}" must be ${article(type)}, but is ${describe(value)}`);
  }
  return undefined;
}

export function invalid(problem: string): Reason {
  return { code: 'OUTPUT_INVALID', params: { problem } };
}

export function tooLarge(bytes: number): Reason {
  return { code: 'OUTPUT_TOO_LARGE', params: { bytes, limit: MAX_OUTPUT_BYTES } };
}

function article(type: OutputType): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function describe(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
