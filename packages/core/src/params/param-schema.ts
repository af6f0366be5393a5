/** Interprets the keywords of a parameter's schema, down into lists and maps. Nothing is compiled from what users write. */
import type { Json, JsonObject, Param, ParamFormat, ParamSchema } from '../definition/document.ts';
import { type Said, said } from '../said.ts';
import { excerpt, sameJson } from './json-values.ts';
import { EXPECTED, hasType } from './param-types.ts';
import { MAX_PATTERN_WORK, patternSize, searchPattern } from './patterns.ts';

/** A schema within a schema, in a document. Values are bounded by their size. */
export const MAX_SCHEMA_DEPTH = 8;
/** So many are told of one value; a person mends some and looks again. */
const MAX_PROBLEMS = 100;

export interface ParamProblem {
  readonly code: 'VALIDATION_PARAM_TYPE' | 'VALIDATION_PARAM_VALUE';
  readonly message: Said;
  /** Within the value. */
  readonly path: readonly (string | number)[];
}

interface Subject<V extends Json = Json> {
  readonly schema: Param | ParamSchema;
  readonly value: V;
  readonly path: ParamProblem['path'];
  /** Characters times instructions of all patterns of the value. */
  readonly spent: { work: number };
}

export function* schemaProblems(schema: Param | ParamSchema, value: Json): Generator<ParamProblem> {
  let found = 0;
  for (const problem of problemsOf({ schema, value, path: [], spent: { work: 0 } })) {
    yield problem;
    found += 1;
    if (found === MAX_PROBLEMS) return;
  }
}

function* problemsOf(subject: Subject): Generator<ParamProblem> {
  const { schema, value, path } = subject;
  if (!hasType(schema.type, value)) {
    const message = said`must be ${EXPECTED[schema.type]}, not ${excerpt(value)}`;
    yield { code: 'VALIDATION_PARAM_TYPE', message, path };
    return;
  }
  for (const message of keywordProblems(subject)) yield { code: 'VALIDATION_PARAM_VALUE', message, path };
  if (Array.isArray(value)) yield* itemProblems(subject as Subject<readonly Json[]>);
  else if (schema.type === 'object') yield* propertyProblems(subject as Subject<JsonObject>);
}

function* keywordProblems(subject: Subject): Generator<Said> {
  const { schema, value } = subject;
  if (schema.const !== undefined && !sameJson(schema.const, value))
    yield said`must be ${excerpt(schema.const)}, not ${excerpt(value)}`;
  if (schema.enum && !schema.enum.some((item) => sameJson(item, value)))
    yield said`must be one of ${schema.enum.map(excerpt).join(', ')}, not ${excerpt(value)}`;
  if (typeof value === 'string') yield* textProblems(subject as Subject<string>);
  if (typeof value === 'number') yield* numberProblems(schema, value);
  if (Array.isArray(value)) yield* listProblems(schema, value as readonly Json[]);
  else if (schema.type === 'object') yield* mapProblems(schema, value as JsonObject);
}

function* numberProblems(schema: Param | ParamSchema, value: number): Generator<Said> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) yield said`must be at least ${minimum}, not ${value}`;
  if (maximum !== undefined && value > maximum) yield said`must be at most ${maximum}, not ${value}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    yield said`must be more than ${exclusiveMinimum}, not ${value}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    yield said`must be less than ${exclusiveMaximum}, not ${value}`;
  if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    yield said`must be a multiple of ${multipleOf}, not ${value}`;
}

/** 0.3 is a multiple of 0.1 for people, though not for binary fractions. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= Math.max(1, Math.abs(times)) * Number.EPSILON * 4;
}

function* textProblems({ schema, value, spent }: Subject<string>): Generator<Said> {
  const { pattern, format, minLength, maxLength } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : Array.from(value).length;
  if (minLength !== undefined && length < minLength)
    yield said`must have at least ${minLength} characters, not ${length}`;
  if (maxLength !== undefined && length > maxLength)
    yield said`must have at most ${maxLength} characters, not ${length}`;
  if (format !== undefined && !FORMATS[format](value))
    yield said`must be ${FORMAT_WORDS[format]}, not ${excerpt(value)}`;
  if (pattern === undefined) return;
  spent.work += value.length * (patternSize(pattern) ?? 0);
  const answer = spent.work > MAX_PATTERN_WORK ? 'too_costly' : searchPattern(value, pattern);
  if (answer === 'too_costly') yield said`is too long to be compared with the pattern ${pattern}`;
  else if (answer !== 'found') yield said`must match the pattern ${pattern}, not ${excerpt(value)}`;
}

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const FORMATS: Readonly<Record<ParamFormat, (text: string) => boolean>> = {
  date: (text) => hasType('date', text),
  'date-time': (text) => hasType('datetime', text),
  time: (text) => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})?$/.test(text),
  email: (text) => {
    const at = text.lastIndexOf('@');
    return at > 0 && at <= 64 && !/\s/.test(text) && HOST.test(text.slice(at + 1));
  },
  hostname: (text) => HOST.test(text),
  ipv4: (text) => /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/.test(text) && !text.endsWith('.'),
  uri: (text) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

const FORMAT_WORDS: Readonly<Record<ParamFormat, Said>> = {
  date: EXPECTED.date,
  'date-time': EXPECTED.datetime,
  time: said`a time such as 06:30:00`,
  email: said`an e-mail address`,
  hostname: said`the name of a host`,
  ipv4: said`an address such as 192.0.2.1`,
  uri: said`a URI such as https://example.org`,
  uuid: said`a UUID`,
};

function* listProblems(
  { minItems, maxItems, uniqueItems }: Param | ParamSchema,
  value: readonly Json[],
): Generator<Said> {
  if (minItems !== undefined && value.length < minItems)
    yield said`must have at least ${minItems} items, not ${value.length}`;
  if (maxItems !== undefined && value.length > maxItems)
    yield said`must have at most ${maxItems} items, not ${value.length}`;
  const twice = uniqueItems ? repeated(value) : undefined;
  if (twice !== undefined) yield said`must have each item once; ${excerpt(twice)} is there again`;
}

/** By a text that is the same for maps whose keys are in another order. */
function repeated(items: readonly Json[]): Json | undefined {
  const seen = new Set<string>();
  return items.find((item) => {
    const text = JSON.stringify(item, sortedKeys);
    return seen.size === seen.add(text).size;
  });
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* itemProblems({ schema, value, path, spent }: Subject<readonly Json[]>): Generator<ParamProblem> {
  const { items } = schema;
  if (!items) return;
  for (const [i, item] of value.entries()) yield* problemsOf({ schema: items, value: item, path: [...path, i], spent });
}

function* mapProblems(schema: Param | ParamSchema, value: JsonObject): Generator<Said> {
  const { required, minProperties, maxProperties } = schema;
  const size = Object.keys(value).length;
  for (const name of Array.isArray(required) ? (required as readonly string[]) : [])
    if (!Object.hasOwn(value, name)) yield said`must have the field ${name}`;
  if (minProperties !== undefined && size < minProperties)
    yield said`must have at least ${minProperties} fields, not ${size}`;
  if (maxProperties !== undefined && size > maxProperties)
    yield said`must have at most ${maxProperties} fields, not ${size}`;
}

function* propertyProblems({ schema, value, path, spent }: Subject<JsonObject>): Generator<ParamProblem> {
  const { properties = {}, additionalProperties = true } = schema;
  for (const [name, item] of Object.entries(value)) {
    const below = { value: item, path: [...path, name], spent };
    if (Object.hasOwn(properties, name)) yield* problemsOf({ ...below, schema: properties[name] as ParamSchema });
    else if (typeof additionalProperties === 'object') yield* problemsOf({ ...below, schema: additionalProperties });
    else if (!additionalProperties)
      yield {
        code: 'VALIDATION_PARAM_VALUE',
        message: said`is no field; known are ${Object.keys(properties).join(', ')}`,
        path: below.path,
      };
  }
}
