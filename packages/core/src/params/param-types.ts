/** The types of parameters (VOCABULARY §4). */
import { Temporal } from 'temporal-polyfill';
import type { Json, ParamType } from '../definition/document.ts';
import { parseDuration } from '../definition/units.ts';
import { type Said, said } from '../said.ts';

export const EXPECTED: Readonly<Record<ParamType, Said>> = {
  string: said`a text`,
  integer: said`a whole number within ±(2^53 − 1)`,
  number: said`a number`,
  boolean: said`true or false`,
  date: said`a date such as 2025-11-20`,
  datetime: said`an instant in RFC 3339 such as 2025-11-20T00:10:00Z`,
  duration: said`a duration such as 250ms, 30s, 5m, 6h or 2d`,
  array: said`a list`,
  object: said`a map`,
};

const HAS_TYPE: Readonly<Record<ParamType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && parses(() => Temporal.PlainDate.from(value)),
  datetime: (value) => typeof value === 'string' && RFC_3339.test(value) && parses(() => Temporal.Instant.from(value)),
  duration: (value) => typeof value === 'string' && parseDuration(value) !== undefined,
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function parses(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

export const hasType = (type: ParamType, value: Json): boolean => HAS_TYPE[type](value);
