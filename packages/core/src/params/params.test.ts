import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Json, Param, ParamType } from '../definition/document.ts';
import { PARAM_TYPES } from '../definition/document.ts';
import { checkParam, paramFromText } from './param-value.ts';
import { MAX_PARAMS_BYTES, resolveParams } from './params.ts';
import { Said } from '../said.ts';

const declarations: Readonly<Record<string, Param>> = {
  day: { type: 'date', default: '${{ run.logicalDate }}' },
  folder: { type: 'string', default: 'in/${{ params.day }}' },
  region: { type: 'string', enum: ['cn', 'eu'], default: 'cn' },
  rows: { type: 'integer', minimum: 1, maximum: 10 },
  code: { type: 'string', pattern: '^[a-z]+$' },
};
const sources = { context: { run: { logicalDate: '2025-11-20' } }, vars: { rows: 7, day: '1999-01-01' } };

/** As whoever knows no other language reads them. */
const inEnglish = (_: string, value: unknown): unknown => (value instanceof Said ? String(value) : value);

describe('resolveParams', () => {
  it('takes input, then defaults, then variables, then null', () => {
    expect(resolveParams(declarations, { region: 'eu' }, sources)).toEqual({
      ok: true,
      values: { day: '2025-11-20', folder: 'in/2025-11-20', region: 'eu', rows: 7, code: null },
    });
  });
  it('never evaluates input', () => {
    expect(resolveParams({ a: { type: 'string' } }, { a: '${{ run.id }}' })).toEqual({
      ok: true,
      values: { a: '${{ run.id }}' },
    });
  });
  it('reports every problem with its place', () => {
    const result = resolveParams(
      declarations,
      { regoin: 'x', region: 'us', rows: 11, day: '2025-02-30', code: 'A' },
      sources,
    );
    expect(JSON.parse(JSON.stringify(result, inEnglish))).toEqual({
      ok: false,
      errors: [
        {
          pointer: '/regoin',
          code: 'VALIDATION_PARAM_UNKNOWN',
          message: 'there is no parameter "regoin". Did you mean "region"?',
        },
        {
          pointer: '/day',
          code: 'VALIDATION_PARAM_TYPE',
          message: 'day must be a date such as 2025-11-20, not "2025-02-30"',
        },
        { pointer: '/region', code: 'VALIDATION_PARAM_VALUE', message: 'region must be one of "cn", "eu", not "us"' },
        { pointer: '/rows', code: 'VALIDATION_PARAM_VALUE', message: 'rows must be at most 10, not 11' },
        { pointer: '/code', code: 'VALIDATION_PARAM_VALUE', message: 'code must match the pattern ^[a-z]+$, not "A"' },
      ],
    });
  });
  it('tells a problem in parts, so that it can be said in other languages', () => {
    const result = resolveParams({ rows: { type: 'integer' } }, { rows: 'many' });
    const [problem] = result.ok ? [] : result.errors;
    expect(problem?.message).toMatchObject({
      text: '{0} {1}',
      values: [
        'rows',
        { text: 'must be {0}, not {1}', values: [{ text: 'a whole number within ±(2^53 − 1)' }, '"many"'] },
      ],
    });
  });
  it('asks for required ones', () => {
    expect(resolveParams({ a: { type: 'string', required: true } }, {})).toMatchObject({
      ok: false,
      errors: [{ code: 'VALIDATION_PARAM_MISSING' }],
    });
  });
  it('reports a default that fails', () => {
    expect(resolveParams({ a: { type: 'string', default: '${{ run.nope }}' } }, {}, sources)).toMatchObject({
      ok: false,
      errors: [{ pointer: '/a', code: 'VALIDATION_PARAM_EXPRESSION' }],
    });
  });
  it.each([
    [MAX_PARAMS_BYTES - 1, true],
    [MAX_PARAMS_BYTES, true],
    [MAX_PARAMS_BYTES + 1, false],
  ])('takes parameters of %i bytes: %s', (bytes, isTaken) => {
    const around = '{"a":""}'.length;
    // Three bytes a character: bytes count, not characters.
    const text = `${'数'.repeat(1_000)}${'x'.repeat(bytes - around - 3_000)}`;
    const resolved = resolveParams({ a: { type: 'string' } }, { a: text });
    expect(resolved.ok).toBe(isTaken);
    if (!resolved.ok) expect(resolved.errors).toMatchObject([{ code: 'VALIDATION_PARAMS_TOO_LARGE' }]);
  });
});

describe('types', () => {
  it.each<[ParamType, readonly Json[], readonly Json[]]>([
    ['string', ['', '数据'], [1, null, true]],
    ['integer', [0, -5, 2 ** 53 - 1], [1.5, '1', 2 ** 53]],
    ['number', [0, 1.5], ['1', null]],
    ['boolean', [true, false], ['true', 0]],
    ['date', ['2024-02-29'], ['2025-02-29', '2025-1-1', '2025-01-01T00:00:00Z', 20250101]],
    [
      'datetime',
      ['2025-01-01T00:00:00Z', '2025-01-01T00:00:00.5+08:00'],
      ['2025-01-01', '2025-01-01T00:00:00', '2025-01-01T25:00:00Z'],
    ],
    ['duration', ['250ms', '2d'], ['1', '1w', 'P1D']],
    ['array', [[], [1, 'a']], [{}, 'a']],
    ['object', [{}, { a: 1 }], [[], null]],
  ])('%s', (type, good, bad) => {
    for (const value of good) expect(checkParam({ type }, value), JSON.stringify(value)).toEqual([]);
    for (const value of bad) expect(checkParam({ type }, value), JSON.stringify(value)).toHaveLength(1);
  });
  it('hold lengths, counts and values to their keywords', () => {
    expect(checkParam({ type: 'string', minLength: 2, maxLength: 2 }, '数据')).toEqual([]);
    expect(checkParam({ type: 'array', minItems: 1, maxItems: 1 }, [])).toHaveLength(1);
    expect(checkParam({ type: 'object', enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 })).toEqual([]);
  });
  it('read what a person types', () => {
    expect(paramFromText('integer', '5')).toBe(5);
    expect(paramFromText('integer', 'five')).toBe('five');
    expect(paramFromText('boolean', 'true')).toBe(true);
    expect(paramFromText('object', '{"a":1}')).toEqual({ a: 1 });
    expect(paramFromText('array', '[')).toBe('[');
  });
  it('no value makes a check throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PARAM_TYPES), fc.jsonValue(), (type, value) => {
        checkParam({ type, pattern: 'a|b', enum: [1, 'a'], minLength: 1, maxItems: 1 }, value as Json);
      }),
    );
  });
});

describe('characters that no store keeps', () => {
  const declared = { name: { type: 'string' } } as const;
  it.each(['a\0', '\ud800x'])('are refused: %j', (name) => {
    expect(resolveParams(declared, { name })).toMatchObject({
      ok: false,
      errors: [{ code: 'VALIDATION_PARAM_VALUE' }],
    });
  });
  it.each(['\\u0000', '\\\\u0000', '😀'])('are not taken for what only looks like them: %j', (name) => {
    expect(resolveParams(declared, { name })).toEqual({ ok: true, values: { name } });
  });
});
