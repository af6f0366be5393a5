/**
 * What writes answers, made when a route first answers: made for all routes at once it took longer than all the rest of
 * a server's start, and most are never asked. Routes that answer with the same named schema share one.
 */
import fastJsonStringify, { type Schema } from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

type Serialize = (answer: unknown) => string;

/** @param schemas the named ones, which the schemas of routes refer to */
export function createSerializerCompiler(
  schemas: readonly { readonly $id: string }[],
): FastifySerializerCompiler<object> {
  const named = new Map<string, object>(schemas.map((schema) => [schema.$id, schema]));
  const shared = new Map<string, Serialize>();

  return ({ schema }) => {
    let made: Serialize | undefined;
    // With those alone that it needs: each that is handed over is checked anew.
    const make = (): Serialize => fastJsonStringify(schema as Schema, { schema: neededBy(schema, named) });
    const name = '$ref' in schema ? String(schema.$ref) : undefined;
    return (answer) => {
      made ??= (name === undefined ? undefined : shared.get(name)) ?? make();
      if (name !== undefined) shared.set(name, made);
      return made(answer);
    };
  };
}

/** Named schemas that a schema refers to, and those that they do. */
function neededBy(schema: object, named: ReadonlyMap<string, object>): Record<string, Schema> {
  const needed: Record<string, Schema> = {};
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref' && typeof value === 'string') take(value.slice(0, value.indexOf('#')));
      else visit(value);
    }
  };
  const take = (name: string): void => {
    const found = named.get(name);
    if (!found || needed[name]) return;
    needed[name] = found as Schema;
    visit(found);
  };
  visit(schema);
  return needed;
}
