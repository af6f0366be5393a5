/**
 * Validates by interpreting a schema: nothing is compiled (the console's content policy forbids it) and
 * patterns are RE2. Messages are written for people, one per fault.
 */
import {
  type Json,
  type JsonObject,
  didYouMean,
  excerpt,
  sameJson,
  searchPattern,
  Said,
  said,
  saidAll,
  saidAny,
} from '@carillon/core';
import type { DocumentPath, Problem } from '../finding.ts';
import type { JsonSchema, TypeName } from './json-schema.ts';

export interface SchemaCheck {
  readonly schema: JsonSchema;
  readonly value: Json;
  readonly path: DocumentPath;
  /** Holds `$defs`. */
  readonly root: JsonSchema;
  /** A text of which only evaluation will tell what it is; it passes for any type. */
  readonly isDeferred?: (text: string) => boolean;
  /** A field that the schema does not have: another problem than "unknown field". */
  readonly explainUnknown?: (path: DocumentPath) => Problem | undefined;
}

const TYPES: Readonly<Record<TypeName, { is: (value: Json) => boolean; words: Said }>> = {
  string: { is: (value) => typeof value === 'string', words: said`a text` },
  integer: { is: (value) => Number.isSafeInteger(value), words: said`a whole number` },
  number: { is: (value) => typeof value === 'number', words: said`a number` },
  boolean: { is: (value) => typeof value === 'boolean', words: said`true or false` },
  array: { is: (value) => Array.isArray(value), words: said`a list` },
  object: { is: (value) => isObject(value), words: said`a map of fields` },
  null: { is: (value) => value === null, words: said`nothing` },
};

export function* checkSchema(check: SchemaCheck): Generator<Problem> {
  const { schema, value, path, isDeferred } = check;
  if (schema.$ref !== undefined) {
    yield* checkSchema({ ...check, schema: definitionOf(check.root, schema.$ref) });
    return;
  }
  if (typeof value === 'string' && isDeferred?.(value)) return;
  const types = schema.type === undefined ? [] : [schema.type].flat<(TypeName | readonly TypeName[])[]>();
  if (types.length > 0 && !types.some((type) => TYPES[type].is(value))) {
    yield fault(
      path,
      said`${nameOf(path)} must be ${saidAny(types.map((type) => TYPES[type].words))}, not ${excerpt(value)}`,
      hintForType(types, value) ?? hintForFields(schema, value),
    );
    return;
  }
  yield* valueFaults(schema, value, path);
  if (Array.isArray(value)) yield* listFaults(check, value);
  else if (isObject(value)) yield* mapFaults(check, value);
  yield* combinedFaults(check);
}

function* valueFaults(schema: JsonSchema, value: Json, path: DocumentPath): Generator<Problem> {
  if (schema.const !== undefined && !sameJson(schema.const, value))
    yield fault(path, said`${nameOf(path)} must be ${excerpt(schema.const)}, not ${excerpt(value)}`);
  if (schema.enum && !schema.enum.some((item) => sameJson(item, value))) {
    const hint = typeof value === 'string' ? didYouMean(value, schema.enum.map(String)) : undefined;
    yield fault(
      path,
      said`${nameOf(path)} must be one of ${schema.enum.map(excerpt).join(', ')}, not ${excerpt(value)}`,
      hint,
    );
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum)
      yield fault(path, said`${nameOf(path)} must be at least ${schema.minimum}, not ${value}`);
    if (schema.maximum !== undefined && value > schema.maximum)
      yield fault(path, said`${nameOf(path)} must be at most ${schema.maximum}, not ${value}`);
  }
  if (typeof value !== 'string') return;
  if (schema.minLength !== undefined && value.length < schema.minLength)
    yield fault(
      path,
      value === ''
        ? said`${nameOf(path)} is empty`
        : said`${nameOf(path)} is shorter than ${schema.minLength} characters`,
    );
  else if (schema.maxLength !== undefined && value.length > schema.maxLength)
    yield fault(path, said`${nameOf(path)} is longer than ${schema.maxLength} characters`);
  else if (schema.pattern !== undefined && searchPattern(value, schema.pattern) !== 'found') {
    yield fault(path, said`${nameOf(path)} is not well formed: ${excerpt(value)}`, hintForPattern(schema));
  }
}

function* listFaults(check: SchemaCheck, value: readonly Json[]): Generator<Problem> {
  const { schema, path } = check;
  if (schema.minItems !== undefined && value.length < schema.minItems)
    yield fault(path, said`${nameOf(path)} needs at least ${schema.minItems} item`);
  if (schema.maxItems !== undefined && value.length > schema.maxItems)
    yield fault(path, said`${nameOf(path)} has more than ${schema.maxItems} items`);
  if (schema.uniqueItems) {
    const seen = new Set<string>();
    for (const [i, item] of value.entries()) {
      const text = JSON.stringify(item);
      if (seen.has(text)) yield fault([...path, i], said`${excerpt(item)} is listed twice in ${nameOf(path)}`);
      seen.add(text);
    }
  }
  if (schema.items)
    for (const [i, item] of value.entries())
      yield* checkSchema({ ...check, schema: schema.items, value: item, path: [...path, i] });
}

function* mapFaults(check: SchemaCheck, value: JsonObject): Generator<Problem> {
  const { schema, path } = check;
  const names = Object.keys(value);
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(value, name)) yield fault(path, said`${nameOf(path)} needs the field "${name}"`);
  if (schema.minProperties !== undefined && names.length < schema.minProperties)
    yield fault(path, said`${nameOf(path)} is empty`);
  if (schema.maxProperties !== undefined && names.length > schema.maxProperties)
    yield fault(path, said`${nameOf(path)} has more than ${schema.maxProperties} entries`);
  for (const name of names) {
    const below = [...path, name];
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (property) yield* checkSchema({ ...check, schema: property, value: value[name] as Json, path: below });
    else if (schema.additionalProperties === false) yield check.explainUnknown?.(below) ?? unknownField(below, schema);
    else if (typeof schema.additionalProperties === 'object')
      yield* checkSchema({ ...check, schema: schema.additionalProperties, value: value[name] as Json, path: below });
  }
}

function unknownField(path: DocumentPath, schema: JsonSchema): Problem {
  const name = String(path.at(-1));
  const known = Object.keys(schema.properties ?? {});
  const hint = didYouMean(name, known) ?? (known.length === 0 ? undefined : said`Known are ${known.join(', ')}.`);
  return {
    code: 'VALIDATION_UNKNOWN_FIELD',
    path,
    atKey: true,
    message: said`${nameOf(path.slice(0, -1))} has no field "${name.slice(0, 64)}"`,
    hint,
  };
}

function* combinedFaults(check: SchemaCheck): Generator<Problem> {
  const { schema, value, path } = check;
  const holds = (branch: JsonSchema): boolean => checkSchema({ ...check, schema: branch }).next().done === true;
  for (const branch of schema.allOf ?? []) yield* combinedFaults({ ...check, schema: branch });
  if (schema.if && schema.then && comparesEqual(schema.if, value))
    yield* checkSchema({ ...check, schema: schema.then });
  const alternatives = (branches: readonly JsonSchema[]): string =>
    branches.map((branch) => branch.required?.join(' + ') ?? '…').join(', ');
  const meant = schema.oneOf && byType(schema.oneOf, value);
  const values = schema.oneOf && valuesOf(schema.oneOf);
  if (meant) yield* checkSchema({ ...check, schema: meant });
  else if (values && !schema.oneOf?.some(holds))
    yield fault(path, said`${nameOf(path)} must be ${saidAny(values)}, not ${excerpt(value)}`);
  else if (schema.oneOf && schema.oneOf.filter(holds).length !== 1)
    yield fault(path, said`${nameOf(path)} needs exactly one of ${alternatives(schema.oneOf)}`);
  if (schema.anyOf && !schema.anyOf.some(holds))
    yield fault(path, said`${nameOf(path)} needs one of ${alternatives(schema.anyOf)}`);
  if (schema.not && isObject(value) && holds(schema.not))
    yield fault(path, said`${nameOf(path)} cannot have ${saidAll(schema.not.required ?? [])} together`);
}

/** Of alternatives that differ in their type, the one that is meant: its faults say more than that none fits. */
function byType(branches: readonly JsonSchema[], value: Json): JsonSchema | undefined {
  if (branches.some(({ type }) => typeof type !== 'string')) return undefined;
  const fitting = branches.filter(({ type }) => TYPES[type as TypeName].is(value));
  return fitting.length === 1 ? fitting.at(0) : undefined;
}

/** Alternatives that are values, in words; undefined where they are about the fields of a map. */
function valuesOf(branches: readonly JsonSchema[]): readonly (string | Said)[] | undefined {
  const words = branches.flatMap(({ const: only, type }): (string | Said)[] => {
    if (only !== undefined) return [excerpt(only)];
    return typeof type === 'string' ? [TYPES[type].words] : [];
  });
  return words.length === branches.length ? words : undefined;
}

/** Conditions of our schemas compare fields with constants and nothing else. */
function comparesEqual(condition: JsonSchema, value: Json): boolean {
  return (
    isObject(value) &&
    Object.entries(condition.properties ?? {}).every(([name, { const: wanted }]) => value[name] === wanted)
  );
}

function definitionOf(root: JsonSchema, reference: string): JsonSchema {
  const found = root.$defs?.[reference.replace('#/$defs/', '')];
  if (!found) throw new TypeError(`the schema has no definition ${reference}`);
  return found;
}

function hintForType(types: readonly TypeName[], value: Json): Said | undefined {
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return said`Put it in quotes.`;
  if (types.includes('array') && typeof value === 'string') return said`Write a list: [${value.slice(0, 32)}].`;
  return undefined;
}

/** A text where fields belong is mostly the short form of another tool: the description shows ours. */
function hintForFields({ type, description }: JsonSchema, value: Json): Said | undefined {
  const isShort = type === 'object' && typeof value === 'string';
  return isShort && description !== undefined ? new Said(description, []) : undefined;
}

function hintForPattern({ description, examples = [], pattern }: JsonSchema): Said {
  if (description === undefined) return said`It must match ${pattern}.`;
  const says = new Said(description, []);
  return examples.length === 0 ? says : said`${says}, for example ${examples.map(String).join(', ')}`;
}

/** `tasks.load.with`, as people write it. */
export function nameOf(path: DocumentPath): string | Said {
  return path.length === 0
    ? said`the document`
    : path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');
}

function fault(path: DocumentPath, message: Said, hint?: Said): Problem {
  return { code: 'VALIDATION_SCHEMA', path, message, hint };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
