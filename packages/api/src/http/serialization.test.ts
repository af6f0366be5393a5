import { describe, expect, it } from 'vitest';
import { namedSchemas, ref } from './schemas.ts';
import { createSerializerCompiler } from './serialization.ts';

type Compiler = ReturnType<typeof createSerializerCompiler>;
const route = (schema: object) => ({ schema, method: 'GET', url: '/' }) as Parameters<Compiler>[0];

describe('what writes answers', () => {
  const compile = createSerializerCompiler([
    { $id: 'Inner', type: 'object', properties: { b: { type: 'string' } } } as { $id: string },
    { $id: 'Outer', type: 'object', properties: { inner: { $ref: 'Inner#' } } } as { $id: string },
  ]);

  it('writes what the schema names, through references, and leaves out the rest', () => {
    const write = compile(route(ref({ $id: 'Outer' })));
    expect(write({ inner: { b: 'x', secret: 1 }, more: 2 })).toBe('{"inner":{"b":"x"}}');
    expect(compile(route({ type: 'array', items: { $ref: 'Inner#' } }))([{ b: 'y', secret: 1 }])).toBe('[{"b":"y"}]');
  });

  it('refuses a reference to nothing when it is first used', () => {
    const write = compile(route({ $ref: 'Nobody#' }));
    expect(() => write({})).toThrow('Nobody');
  });

  it('can be made for every schema of the protocol', () => {
    const schemas = namedSchemas();
    const compileAny = createSerializerCompiler(schemas);
    for (const schema of schemas) {
      let refused = '';
      try {
        compileAny(route(ref(schema)))({});
      } catch (error) {
        refused = (error as Error).message;
      }
      // Nothing is written of an object without its fields; what cannot be compiled says something else.
      expect(refused).toMatch(/^$|is required!$/);
    }
  });
});
