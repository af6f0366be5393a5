/** A payload on the command line: one JSON object, and above it `-p name=value`. */
import type { Json, JsonObject } from '@carillon/core';
import { usageError } from '../command-error.ts';

export interface PayloadFlags {
  readonly param?: readonly string[];
  readonly payload?: string;
}

/** A value that reads as JSON is that; everything else is a text. */
export function payloadOf({ param = [], payload }: PayloadFlags): JsonObject {
  const given = Object.fromEntries(
    param.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw usageError(`'${pair}' is no field of a payload`, 'write it as -p name=value');
      return [pair.slice(0, at), valueOf(pair.slice(at + 1))];
    }),
  );
  return { ...(payload === undefined ? {} : objectOf(payload)), ...given };
}

function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function objectOf(text: string): JsonObject {
  const value = valueOf(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw usageError('the payload is no JSON object', `quote it for the shell: '{"amount": 7}'`);
}
