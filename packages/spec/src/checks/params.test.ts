import { describe, expect, it } from 'vitest';
import { loadDocuments } from '../load.ts';

const found = (param: string): readonly string[] => {
  const text = `kind: Workflow\nname: w\nparams: { p: ${param} }\ntasks: { a: { type: noop } }`;
  return loadDocuments([{ path: 'w.yaml', text }]).findings.map(({ pointer, message }) => `${pointer} ${message}`);
};
const nested = (levels: number): string =>
  levels === 0 ? '{ type: string }' : `{ type: array, items: ${nested(levels - 1)} }`;

describe('the schema of a parameter', () => {
  it.each([
    [
      'a list of maps',
      '{ type: array, items: { type: object, required: [a], properties: { a: { type: date } }, additionalProperties: false } }',
    ],
    ['other fields of one kind', '{ type: object, additionalProperties: { type: integer, multipleOf: 2 } }'],
    ['a value that is required', '{ type: object, required: true }'],
    ['a format', '{ type: string, format: email, default: li@example.org }'],
    ['so many levels', nested(7)],
  ])('may have %s', (_, param) => {
    expect(found(param)).toEqual([]);
  });

  it.each([
    [
      'a keyword of another type',
      '{ type: string, items: { type: string } }',
      '/params/p/items items says nothing about a parameter of type string',
    ],
    [
      'one further down',
      '{ type: array, items: { type: integer, format: email } }',
      '/params/p/items/format format says nothing about',
    ],
    [
      'names of fields on a text',
      '{ type: string, required: [a] }',
      '/params/p/required required says nothing about a parameter of type string',
    ],
    ['an unknown format', '{ type: string, format: e-mail }', '/params/p/format params.p.format must be one of'],
    [
      'an unknown keyword',
      '{ type: object, properties: { a: { type: string, patern: x } } }',
      '/params/p/properties/a/patern params.p.properties.a has no field "patern"',
    ],
    [
      'a pattern that is none',
      '{ type: array, items: { type: string, pattern: "(" } }',
      '/params/p/items/pattern "(" is no regular expression',
    ],
    [
      'a default that misses it',
      '{ type: array, items: { type: date }, default: [soon] }',
      '/params/p/default the default at [0] must be a date',
    ],
    ['a multiple of nothing', '{ type: integer, multipleOf: 0 }', '/params/p/multipleOf multipleOf must be above 0'],
    ['values of another type', '{ type: integer, const: x }', '/params/p/const the value must be a whole number'],
    ['too many levels', nested(8), 'the schema is nested deeper than 8 levels'],
    ['the type secret', '{ type: secret }', '/params/p/type "secret" is no type of a parameter'],
    ['the type file', '{ type: file }', '/params/p/type "file" is no type of a parameter'],
  ])('is refused for %s', (_, param, expected) => {
    expect(found(param)).toEqual([expect.stringContaining(expected)]);
  });
});
