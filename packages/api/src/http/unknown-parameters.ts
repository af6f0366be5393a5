/** Parameters of a URL that its route does not have: a filter that nobody reads would list everything. */
import { said } from '@carillon/core';
import type { RouteOptions } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { InputError, shorten } from './problem.ts';

/** Of every request: a client names its environment once, for all that it asks. */
const EVERYWHERE = 'environment';

/** A route that declares no parameters is checked like one that does. */
export function takeNoParameters(route: RouteOptions): void {
  route.schema = { querystring: Type.Object({}), ...route.schema };
}

/** Undefined: each is known. */
export function unknownParameters(schema: TSchema, query: unknown): InputError | undefined {
  const { properties } = schema as { readonly properties?: object };
  if (properties === undefined || typeof query !== 'object' || query === null) return undefined;
  const known = new Set([...Object.keys(properties), EVERYWHERE]);
  const unknown = Object.keys(query).filter((name) => !known.has(name));
  if (unknown.length === 0) return undefined;
  const names = unknown.slice(0, 10).map(shorten);
  const message = said`is no parameter of this route; known are ${[...known].sort().join(', ')}`;
  return new InputError(
    'VALIDATION_REQUEST',
    said`${names.join(', ')} ${message}`,
    names.map((name) => ({ pointer: `/querystring/${name}`, code: 'VALIDATION_UNKNOWN_FIELD', message })),
  );
}
