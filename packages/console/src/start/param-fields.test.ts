import type { Param } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { paramFields, problemsByField, readParams, startCommand, withValues } from './param-fields.ts';

const PARAMS: Readonly<Record<string, Param>> = {
  day: { type: 'date', default: '${{ run.logicalDate }}' },
  region: { type: 'string', enum: ['cn', 'eu'], default: 'cn' },
  limit: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
  dry: { type: 'boolean', default: false },
  tags: { type: 'array', maxItems: 2, default: [] },
  name: { type: 'string', minLength: 2, required: true },
  wait: { type: 'duration', default: '5m' },
  at: { type: 'datetime' },
};
const fields = paramFields(PARAMS);

describe('paramFields', () => {
  it('gives each type its control, its default and whether it must be filled', () => {
    expect(fields.map(({ name, control, required, initial }) => [name, control, required, initial])).toEqual([
      ['day', 'date', false, ''],
      ['region', 'select', false, 'cn'],
      ['limit', 'number', false, '5'],
      ['dry', 'switch', false, 'false'],
      ['tags', 'json', false, '[]'],
      ['name', 'text', true, ''],
      ['wait', 'text', false, '5m'],
      ['at', 'datetime', false, ''],
    ]);
    expect(fields[0]?.expression).toBe('${{ run.logicalDate }}');
  });
});

describe('withValues', () => {
  it('asks for nothing that is given anyway, and shows it', () => {
    const given = paramFields(withValues(PARAMS, { name: 'ab', unknown: 1 }));
    expect(given.map(({ name }) => name)).toEqual(Object.keys(PARAMS));
    expect(given.find(({ name }) => name === 'name')).toMatchObject({ required: false, initial: 'ab' });
    expect(readParams(given, {})).toEqual({ params: {}, errors: {} });
  });
});

describe('a moment', () => {
  const instants = ['2026-11-20T00:10:00Z', '2026-11-20T08:10:30+08:00', '2026-07-01T12:00:05.250Z'];
  it.each(instants)('%s is shown by the reader\u2019s clock, and is the default while nobody changes it', (instant) => {
    const of = paramFields({ at: { type: 'datetime', default: instant } });
    const shown = of[0]?.initial ?? '';
    expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?$/);
    expect(new Date(shown)).toEqual(new Date(instant));
    expect(readParams(of, { at: shown }).params).toEqual({});
    expect(readParams(of, { at: '2026-11-21T10:00' }).params).toEqual({
      at: new Date('2026-11-21T10:00').toISOString(),
    });
  });

  it('of a list is one of the list, as it is written there', () => {
    const at = instants[1] as string;
    expect(paramFields({ at: { type: 'datetime', enum: [at], default: at } })[0]).toMatchObject({ initial: at });
  });
});

describe('readParams', () => {
  it('sends only what was changed, with its type', () => {
    const texts = { name: 'ab', region: 'cn', limit: '7', dry: 'true', tags: '["x"]', day: '2026-11-20' };
    expect(readParams(fields, texts)).toEqual({
      params: { day: '2026-11-20', limit: 7, dry: true, tags: ['x'], name: 'ab' },
      errors: {},
    });
  });

  it.each([
    ['name', '', 'required'],
    ['name', 'a', 'tooShort'],
    ['limit', '11', 'tooLarge'],
    ['limit', '1.5', 'notInteger'],
    ['limit', 'x', 'notNumber'],
    ['region', 'us', 'notListed'],
    ['tags', '[1,2,3]', 'tooManyItems'],
    ['tags', '{', 'notJson'],
    ['tags', '{}', 'notArray'],
    ['wait', 'soon', 'notDuration'],
    ['day', 'today', 'notDate'],
  ])('refuses %s = "%s" with %s', (name, text, key) => {
    expect(readParams(fields, { name: 'ab', [name]: text }).errors[name]?.key).toBe(key);
  });
});

describe('problemsByField', () => {
  it('puts findings beside their field and keeps the rest', () => {
    const items = [
      { pointer: '/params/limit', code: 'X', message: 'too large' },
      { pointer: '/workflow', code: 'Y', message: 'gone' },
    ];
    expect(problemsByField(items, fields)).toEqual({ limit: 'too large', '': 'gone' });
  });
});

describe('startCommand', () => {
  it('writes the same start for a shell', () => {
    const start = {
      place: { project: 'default', environment: 'prod' },
      workflow: 'daily-report',
      date: '2026-11-20',
      params: { region: 'eu', note: "it's" },
    };
    expect(startCommand(start)).toBe(
      "npx carillon run start daily-report --project default -e prod --date 2026-11-20 -p region=eu -p 'note=it'\\''s' --follow",
    );
  });
});
