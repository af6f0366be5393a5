/** What comes back from PostgreSQL as JSON that loses nothing: numbers that fit are numbers, the rest is text. */
import type { Json } from '@carillon/plugin-api';
import pg from 'pg';

const { builtins } = pg.types;
const NUMERIC = new Set<number>([builtins.INT8, builtins.NUMERIC]);
/** Their text says it better than a Date in the worker's own zone. */
const AS_TEXT = new Set<number>([builtins.DATE, builtins.TIMESTAMP, builtins.TIME, builtins.TIMETZ, builtins.INTERVAL]);

const asText = (text: string): string => text;

/** `1e20` and digits beyond a double's stay text. */
function exactNumber(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) && text.replace(/[-.]/g, '').length <= 15 ? value : text;
}

export const jsonTypes = {
  getTypeParser(oid: number, format?: 'text') {
    if (NUMERIC.has(oid)) return exactNumber;
    if (AS_TEXT.has(oid)) return asText;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toJson(inner)]));
  return value as Json;
}

/** What a bound value is sent as: the driver would read a list as an array literal and an object as text. */
export function toBound(value: Json): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value;
}
