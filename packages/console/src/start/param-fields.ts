/** The start form of a workflow: its typed params as fields, and the fields' text back as a run's params. */
import { type Json, type JsonObject, type Param, type ParamType, parseDuration } from '@carillon/core';
import type { ProblemItem } from '@carillon/protocol';
import type { Place } from '../api/queries.ts';
import { placeFlags } from '../parts/place-flags.ts';
import { shellWord } from '../parts/shell-word.ts';

/** `lines`: text with lines of its own, such as a script. */
export type Control = 'text' | 'lines' | 'number' | 'switch' | 'select' | 'date' | 'datetime' | 'json';

export interface Field {
  readonly name: string;
  readonly param: Param;
  readonly control: Control;
  readonly required: boolean;
  /** What the field shows at first; empty where the default is only known when the run starts. */
  readonly initial: string;
  /** The default as written, where it is an expression. */
  readonly expression?: string;
}

export interface FieldError {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

const CONTROLS: Readonly<Record<ParamType, Control>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'switch',
  date: 'date',
  datetime: 'datetime',
  duration: 'text',
  array: 'json',
  object: 'json',
};

const MINUTE_MS = 60_000;

const isExpression = (value: Json | undefined): value is string => typeof value === 'string' && value.includes('${{');

export const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The values that may be given, where they are listed. */
export const choicesOf = ({ enum: listed, const: only }: Param): readonly Json[] | undefined =>
  only === undefined ? listed : [only];

export function paramFields(params: Readonly<Record<string, Param>>): readonly Field[] {
  return Object.entries(params).map(([name, param]) => {
    const control = choicesOf(param) ? 'select' : CONTROLS[param.type];
    return {
      name,
      param,
      control,
      required: param.required === true && param.default === undefined,
      initial: param.default === undefined || isExpression(param.default) ? '' : shownIn(control, param.default),
      ...(isExpression(param.default) && { expression: param.default }),
    };
  });
}

/** The same params with what is given anyway as their defaults: an earlier run's values, or a schedule's. */
export const withValues = (
  declared: Readonly<Record<string, Param>>,
  values: Readonly<Record<string, unknown>>,
): Record<string, Param> =>
  Object.fromEntries(
    Object.entries(declared).map(([name, param]) => [
      name,
      Object.hasOwn(values, name) ? { ...param, default: values[name] as Json } : param,
    ]),
  );

const shownIn = (control: Control, value: Json): string =>
  control === 'datetime' ? datetimeText(valueText(value)) : valueText(value);

const failure = (key: string, values?: FieldError['values']): { error: FieldError } => ({
  error: { key, ...(values && { values }) },
});
type Read = { readonly value: Json } | { readonly error: FieldError };

function readNumber(text: string, { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Param): Read {
  const value = Number(text);
  if (!Number.isFinite(value) || text.trim() === '') return failure('notNumber');
  if (type === 'integer' && !Number.isSafeInteger(value)) return failure('notInteger');
  if (minimum !== undefined && value < minimum) return failure('tooSmall', { minimum });
  if (maximum !== undefined && value > maximum) return failure('tooLarge', { maximum });
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return failure('notAbove', { exclusiveMinimum });
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return failure('notBelow', { exclusiveMaximum });
  return { value };
}

function readText(text: string, { minLength, maxLength }: Param): Read {
  const { length } = Array.from(text);
  if (minLength !== undefined && length < minLength) return failure('tooShort', { minLength });
  if (maxLength !== undefined && length > maxLength) return failure('tooLong', { maxLength });
  return { value: text };
}

function readJson(text: string, { type, minItems, maxItems }: Param): Read {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return failure('notJson');
  }
  if (type === 'object')
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? { value } : failure('notObject');
  if (!Array.isArray(value)) return failure('notArray');
  if (minItems !== undefined && value.length < minItems) return failure('tooFewItems', { minItems });
  if (maxItems !== undefined && value.length > maxItems) return failure('tooManyItems', { maxItems });
  return { value };
}

/** A `datetime-local` field has no zone: it means the reader's. */
function datetimeText(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  const local = new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString();
  return local.replace(/(:00)?\.000Z$|Z$/, '');
}

function readDatetime(text: string): Read {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? failure('notDatetime') : { value: at.toISOString() };
}

export function readField(field: Field, text: string): Read {
  const { param } = field;
  const choices = choicesOf(param);
  if (choices) {
    const chosen = choices.find((each) => valueText(each) === text);
    return chosen === undefined ? failure('notListed') : { value: chosen };
  }
  switch (param.type) {
    case 'integer':
    case 'number':
      return readNumber(text, param);
    case 'boolean':
      return { value: text === 'true' };
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? { value: text } : failure('notDate');
    case 'datetime':
      return readDatetime(text);
    case 'duration':
      return parseDuration(text) === undefined ? failure('notDuration') : { value: text };
    case 'array':
    case 'object':
      return readJson(text, param);
    default:
      // Patterns are the server's to check: only it runs them in linear time.
      return readText(text, param);
  }
}

export interface ReadParams {
  readonly params: JsonObject;
  readonly errors: Readonly<Record<string, FieldError>>;
}

/** Untouched fields are left out, so that the run takes the default of its version. */
export function readParams(fields: readonly Field[], texts: Readonly<Record<string, string>>): ReadParams {
  const params: Record<string, Json> = {};
  const errors: Record<string, FieldError> = {};
  for (const field of fields) {
    const text = texts[field.name] ?? field.initial;
    const empty = text === '' && (field.required || field.param.type !== 'string');
    if (empty && field.required) errors[field.name] = { key: 'required' };
    if (empty || text === field.initial) continue;
    const read = readField(field, text);
    if ('error' in read) errors[field.name] = read.error;
    else params[field.name] = read.value;
  }
  return { params, errors };
}

/** The server's findings by field; those of no field under the empty name. */
export function problemsByField(
  items: readonly ProblemItem[],
  fields: readonly Field[],
  fault: (item: ProblemItem) => string = ({ message }) => message,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const item of items) {
    const { pointer } = item;
    const message = fault(item);
    // A place within the value belongs to its field.
    const key = pointer.split('/').find((part) => fields.some(({ name }) => name === part)) ?? '';
    found[key] = found[key] === undefined ? message : `${found[key]}\n${message}`;
  }
  return found;
}

/** The same start on the command line. */
export function startCommand(start: {
  place: Place;
  workflow: string;
  date?: string | undefined;
  params: JsonObject;
}): string {
  return [
    'npx carillon run start',
    shellWord(start.workflow),
    placeFlags(start.place),
    ...(start.date ? ['--date', shellWord(start.date)] : []),
    ...Object.entries(start.params).flatMap(([name, value]) => ['-p', shellWord(`${name}=${valueText(value)}`)]),
    '--follow',
  ].join(' ');
}
