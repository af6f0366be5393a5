import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, Param } from '../definition/document.ts';
import { resolveParams } from './params.ts';
import { checkParam } from './param-value.ts';

const told = (schema: Param, value: Json): readonly string[] =>
  checkParam(schema, value).map(({ message }) => String(message));

describe('the schema of a parameter', () => {
  it.each<[string, Param, Json, string | undefined]>([
    ['const', { type: 'string', const: 'a' }, 'b', 'must be "a", not "b"'],
    ['const', { type: 'object', const: { a: 1, b: 2 } }, { b: 2, a: 1 }, undefined],
    ['exclusiveMinimum', { type: 'number', exclusiveMinimum: 0 }, 0, 'must be more than 0, not 0'],
    ['exclusiveMinimum', { type: 'number', exclusiveMinimum: 0 }, 0.1, undefined],
    ['exclusiveMaximum', { type: 'integer', exclusiveMaximum: 3 }, 3, 'must be less than 3, not 3'],
    ['multipleOf', { type: 'integer', multipleOf: 5 }, 12, 'must be a multiple of 5, not 12'],
    ['multipleOf', { type: 'number', multipleOf: 0.1 }, 0.3, undefined],
    ['multipleOf', { type: 'number', multipleOf: 0.1 }, 0.35, 'must be a multiple of 0.1, not 0.35'],
    ['format', { type: 'string', format: 'email' }, 'li@example.org', undefined],
    ['format', { type: 'string', format: 'email' }, 'li@', 'must be an e-mail address, not "li@"'],
    ['format', { type: 'string', format: 'uuid' }, 'x', 'must be a UUID, not "x"'],
    ['format', { type: 'string', format: 'uri' }, 'https://example.org/a', undefined],
    [
      'format',
      { type: 'string', format: 'ipv4' },
      '192.0.2.256',
      'must be an address such as 192.0.2.1, not "192.0.2.256"',
    ],
    ['format', { type: 'string', format: 'ipv4' }, '192.0.2.1', undefined],
    ['format', { type: 'string', format: 'hostname' }, 'a_b.example', 'must be the name of a host, not "a_b.example"'],
    ['format', { type: 'string', format: 'time' }, '24:00:00', 'must be a time such as 06:30:00, not "24:00:00"'],
    ['format', { type: 'string', format: 'date' }, '2026-02-30', 'must be a date such as 2025-11-20, not "2026-02-30"'],
    ['uniqueItems', { type: 'array', uniqueItems: true }, [1, 2, 1], 'must have each item once; 1 is there again'],
    [
      'uniqueItems, keys in any order',
      { type: 'array', uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'must have each item once; {"b":2,"a":1} is there again',
    ],
    [
      'items',
      { type: 'array', items: { type: 'integer' } },
      [1, 'x'],
      'at [1] must be a whole number within ±(2^53 − 1), not "x"',
    ],
    ['required', { type: 'object', required: ['a'] }, {}, 'must have the field a'],
    [
      'properties',
      { type: 'object', properties: { a: { type: 'date' } } },
      { a: 'x' },
      'at a must be a date such as 2025-11-20, not "x"',
    ],
    ['additionalProperties', { type: 'object', properties: { a: { type: 'string' } } }, { b: 1 }, undefined],
    [
      'additionalProperties: false',
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      { b: 1 },
      'at b is no field; known are a',
    ],
    [
      'additionalProperties as a schema',
      { type: 'object', additionalProperties: { type: 'integer' } },
      { b: 'x' },
      'at b must be a whole number within ±(2^53 − 1), not "x"',
    ],
    ['minProperties', { type: 'object', minProperties: 1 }, {}, 'must have at least 1 fields, not 0'],
    ['maxProperties', { type: 'object', maxProperties: 0 }, { a: 1 }, 'must have at most 0 fields, not 1'],
    [
      'a place further down',
      {
        type: 'array',
        items: {
          type: 'object',
          properties: { tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' } } },
        },
      },
      [{ tags: ['ok'] }, { tags: ['ok', 'NO'] }],
      'at [1].tags[1] must match the pattern ^[a-z]+$, not "NO"',
    ],
  ])('has %s', (_, schema, value, expected) => {
    expect(told(schema, value)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('points at the place in the parameters', () => {
    const orders: Param = {
      type: 'array',
      items: { type: 'object', required: ['sku'], properties: { 'a/b': { type: 'integer' } } },
    };
    expect(resolveParams({ orders }, { orders: [{ sku: 1, 'a/b': 'x' }] })).toMatchObject({
      ok: false,
      errors: [{ pointer: '/orders/0/a~1b', code: 'VALIDATION_PARAM_TYPE' }],
    });
  });

  it('takes a parameter that is required as such, or whose map needs fields', () => {
    expect(resolveParams({ a: { type: 'object', required: true } }, {})).toMatchObject({ ok: false });
    expect(resolveParams({ a: { type: 'object', required: ['b'] } }, {})).toEqual({ ok: true, values: { a: null } });
    expect(resolveParams({ a: { type: 'object', required: ['b'] } }, { a: {} })).toMatchObject({ ok: false });
  });

  it('spends a bounded amount on the patterns of one value', () => {
    const schema: Param = { type: 'array', items: { type: 'string', pattern: '^([a-z]{1,40}x){1,20}$' } };
    const value = Array.from({ length: 2_000 }, () => 'a'.repeat(100));
    expect(told(schema, value).some((message) => message.includes('too long to be compared'))).toBe(true);
    expect(told(schema, value).length).toBeLessThanOrEqual(100);
  });

  it('says of any value whether it fits, and never throws', () => {
    const schema: Param = {
      type: 'object',
      properties: {
        list: {
          type: 'array',
          items: { type: 'object', additionalProperties: { type: 'number', multipleOf: 2 } },
          uniqueItems: true,
        },
      },
      additionalProperties: { type: 'string', format: 'uri' },
      maxProperties: 5,
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(checkParam(schema, value as Json))).toBe(true);
      }),
    );
  });
});
