/**
 * Two validators. Bodies are taken as they are: an unknown field or "1" for 1 is refused. What stands in a
 * URL is text by nature: there alone values are coerced, and one value may stand for a list.
 */
import { Ajv, type ValidateFunction } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';
import type { TSchema } from 'typebox';
import { unknownParameters } from './unknown-parameters.ts';

const FORMATS = {
  'date-time': (text: string) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    isDate(text.slice(0, 10)),
  date: isDate,
} as const;

/** `Date` takes 30 February for 2 March. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}

export function createValidatorCompiler(schemas: readonly object[]): FastifySchemaCompiler<TSchema> {
  const strict = new Ajv({
    allErrors: false,
    strict: false,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    formats: FORMATS,
  });
  const url = new Ajv({
    allErrors: false,
    strict: false,
    coerceTypes: 'array',
    removeAdditional: false,
    useDefaults: true,
    formats: FORMATS,
  });
  for (const schema of schemas) strict.addSchema(schema);
  return ({ schema, httpPart }) => {
    // Made when the route is first asked, as what writes its answers is.
    let validate: ValidateFunction | undefined;
    return (value: unknown): { readonly error?: Error | FastifySchemaValidationError[] } => {
      const unknown = httpPart === 'querystring' ? unknownParameters(schema, value) : undefined;
      if (unknown) return { error: unknown };
      validate ??= (httpPart === 'body' ? strict : url).compile(schema);
      return validate(value) ? {} : { error: (validate.errors ?? []) as FastifySchemaValidationError[] };
    };
  };
}
