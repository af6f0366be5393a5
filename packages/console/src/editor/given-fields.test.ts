import { describe, expect, it } from 'vitest';
import { givenFields, readGiven } from './given-fields.ts';
import type { EditedTask } from './language.ts';

const task = (id: string, fields: EditedTask['fields'], test?: EditedTask['test']): EditedTask => ({
  in: 'tasks',
  id,
  line: 1,
  fields,
  ...(test && { test }),
});
const EXTRACT = task('extract', { type: 'shell', outputs: { rows: 'integer', names: 'array' } });
const LOAD = task(
  'load',
  { type: 'shell' },
  {
    needsItem: false,
    reads: [
      { task: 'extract', outputs: ['names', 'rows', 'other'] },
      { task: 'probe', outputs: [] },
    ],
  },
);

describe('what a test is given', () => {
  const fields = givenFields(LOAD, [EXTRACT, LOAD]);

  it('has a field for each output that is read, by the type that is declared', () => {
    expect(fields.map(({ task: name, isWhole }) => [name, isWhole])).toEqual([
      ['extract', false],
      ['probe', true],
    ]);
    expect(fields[0]?.fields.map(({ name, param }) => [name, param.type])).toEqual([
      ['names', 'array'],
      ['rows', 'integer'],
      ['other', 'string'],
    ]);
  });

  it('is read by these types, and leaves out what nobody filled in', () => {
    const typed = { 'extract.rows': '3', 'extract.other': 'eu', probe: 'failed', 'probe.outputs': '{"a":1}' };
    expect(readGiven(fields, typed)).toEqual({
      given: { extract: { outputs: { rows: 3, other: 'eu' } }, probe: { state: 'failed', outputs: { a: 1 } } },
      errors: {},
    });
    expect(readGiven(fields, {}).given).toEqual({});
  });

  it('says which field cannot be read', () => {
    expect(readGiven(fields, { 'extract.rows': 'many' }).errors).toEqual({ 'extract.rows': { key: 'notNumber' } });
  });
});
