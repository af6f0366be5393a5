/** New values as YAML: as people write them, and always read back as what was meant. */
import type { Json } from '@carillon/core';
import { parse } from 'yaml';

export interface Style {
  /** Inside braces or brackets: everything on one line. */
  readonly flow: boolean;
  /** As JSON has it: for documents that are JSON. */
  readonly json: boolean;
  readonly eol: string;
  readonly step: number;
}

type Values = Readonly<Record<string, Json>>;

const isObject = (value: Json | undefined): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const PLAIN = /^[\p{L}\p{N}_/.](?:[\p{L}\p{N}_ ./@+=-]|:(?=[\p{L}\p{N}/]))*$/u;

export function writeScalar(value: Json, { json }: Pick<Style, 'json'>): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return !json && isPlain(value) ? value : quoted(value);
}

/** Line separators of Unicode end a line for YAML 1.1 readers, so they are escaped too. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function isPlain(text: string): boolean {
  if (!PLAIN.test(text) || text.endsWith(' ') || text.length > 200) return false;
  const read = parse(`[${text}]`, { schema: 'core', logLevel: 'silent' }) as unknown[];
  return read.length === 1 && read[0] === text;
}

/** On one line. */
export function writeFlow(value: Json, style: Pick<Style, 'json'>): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => writeFlow(item, style)).join(', ')}]`;
  if (!isObject(value)) return writeScalar(value, style);
  const fields = Object.entries(value).map(([name, one]) => `${writeScalar(name, style)}: ${writeFlow(one, style)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** `name: value`, where the name stands at `indent`; without the indent of the first line. */
export function writeEntry(name: string, value: Json, indent: number, style: Style): string {
  const key = writeScalar(name, style);
  const inner = writeValue(value, indent, style);
  return inner.startsWith(style.eol) ? `${key}:${inner}` : `${key}: ${inner}`;
}

/** What stands behind the colon of a name at `indent`. */
export function writeValue(value: Json, indent: number, style: Style): string {
  if (style.flow || style.json) return writeFlow(value, style);
  const { eol, step } = style;
  const inside = indent + step;
  if (typeof value === 'string')
    return (value.includes('\n') ? writeBlockText(value, inside, eol) : undefined) ?? writeScalar(value, style);
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value)
      .map(([name, one]) => `${eol}${' '.repeat(inside)}${writeEntry(name, one, inside, style)}`)
      .join('');
  if (Array.isArray(value) && value.some((item) => isObject(item as Json)))
    return value.map((item: Json) => `${eol}${' '.repeat(inside)}- ${writeFlow(item, style)}`).join('');
  return writeFlow(value, style);
}

/** Undefined: it does not stand unchanged between line breaks. `header` is what stands behind the `|`. */
export function writeBlockText(text: string, indent: number, eol: string, header = ''): string | undefined {
  const body = text.replace(/\n$/, '');
  const isFit = !/^\s|\n$|[^\S \n\t]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/.test(body);
  if (!isFit || !/\S/.test(body)) return undefined;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${body === text ? '-' : ''}${header}${eol}${lines.join(eol)}`;
}
