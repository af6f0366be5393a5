/** The form of each task type, from the schema that also validates it. */
import { type Json, type JsonObject, type Param, type ParamType, TASK_TYPES } from '@carillon/core';
import { taskSchemas, TYPE_OUTPUTS, type JsonSchema } from '@carillon/spec';
import type { Control, Field } from '../start/param-fields.ts';
import { schemaWords } from './schema-words.ts';

export const TYPE_NAMES: readonly string[] = Object.keys(TASK_TYPES);
const SCHEMAS = taskSchemas as Readonly<Record<string, JsonSchema>>;

export const isMapValue = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const listOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Texts that have lines of their own. */
const LONG = new Set(['script', 'query', 'body', 'text', 'statement', 'statements', 'instructions']);
const PARAM_TYPES: Readonly<Record<string, ParamType>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
};

export interface TypeForm {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly names: readonly string[];
  readonly outputs: readonly string[];
}

/** @param language of what people read; names are the same in all */
export function fieldsOfType(type: Json | undefined, language = 'en'): TypeForm {
  const schema = typeof type === 'string' && Object.hasOwn(SCHEMAS, type) ? SCHEMAS[type] : undefined;
  const properties = schema?.properties ?? {};
  const required = new Set(schema?.required ?? []);
  const known =
    typeof type === 'string' ? (TYPE_OUTPUTS as Readonly<Record<string, readonly string[]>>)[type] : undefined;
  return {
    title: schemaWords(schema?.title ?? '', language),
    fields: Object.entries(properties).map(([name, one]) => fieldOf(name, one, required.has(name), language)),
    names: Object.keys(properties),
    outputs: known ?? [],
  };
}

/** What tasks of a type run, as the field that has it. */
export const scriptFieldOf = (type: string): string | undefined =>
  fieldsOfType(type).fields.find(({ control }) => control === 'lines')?.name;

export function fieldOf(name: string, schema: JsonSchema, required: boolean, language = 'en'): Field {
  const type = PARAM_TYPES[typeof schema.type === 'string' ? schema.type : ''];
  const param: Param = {
    type: type ?? 'object',
    ...(schema.description !== undefined && { description: schemaWords(schema.description, language) }),
    ...(schema.enum && { enum: schema.enum }),
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
  };
  return { name, param, control: controlOf(name, schema, param), required, initial: '' };
}

function controlOf(name: string, schema: JsonSchema, param: Param): Control {
  if (schema.enum) return 'select';
  if (param.type === 'string') return LONG.has(name) ? 'lines' : 'text';
  if (param.type === 'boolean') return 'switch';
  return param.type === 'integer' || param.type === 'number' ? 'number' : 'json';
}
