/** A field of a step or an expectation that is one word. */
import type { Json } from '@carillon/core';

export function word(value: Json | undefined): string {
  if (typeof value === 'object' || value === undefined) throw new Error(`a word is missing: ${JSON.stringify(value)}`);
  return String(value);
}

export const wordIfAny = (value: Json | undefined): string | undefined =>
  value === undefined ? undefined : word(value);
