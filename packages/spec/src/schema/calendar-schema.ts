/** The published JSON Schema of kind `Calendar`. */
import { HOLIDAY_TYPES, WEEKDAYS } from '@carillon/core';
import { FIRST_YEAR, LAST_YEAR } from '../calendars/years.ts';
import { headFields, NAME } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';

const DATE = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'A date: 2026-05-09.',
} as const satisfies JsonSchema;
const REASON = {
  type: 'string',
  minLength: 1,
  maxLength: 200,
  description: 'Shown at the days.',
} as const satisfies JsonSchema;
const MOMENT = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$',
  description: 'A date, a local time such as 2026-11-10T00:00, or an instant such as 2026-11-10T00:00:00+08:00.',
} as const satisfies JsonSchema;
const YEAR = { type: 'integer', minimum: FIRST_YEAR, maximum: LAST_YEAR } as const satisfies JsonSchema;

const calendars = (description: string): JsonSchema => ({
  type: 'array',
  minItems: 1,
  maxItems: 20,
  uniqueItems: true,
  items: NAME,
  description,
});

const days = (description: string): JsonSchema => ({
  type: 'array',
  minItems: 1,
  maxItems: 10_000,
  items: { $ref: '#/$defs/dates' },
  description,
});

const dates: JsonSchema = {
  type: ['string', 'object'],
  pattern: DATE.pattern,
  description: 'A date such as 2026-05-09, or {date, reason}, or {from, to, reason} with both ends.',
  properties: { date: DATE, from: DATE, to: DATE, reason: REASON },
  additionalProperties: false,
};

const holidays: JsonSchema = {
  type: 'object',
  properties: {
    country: {
      type: 'string',
      pattern: '^[A-Za-z]{2}$',
      description: 'The two letters of ISO 3166: CN, US, DE.',
    },
    region: {
      type: 'string',
      pattern: '^[A-Za-z0-9]{1,32}(-[A-Za-z0-9]{1,32})?$',
      description: 'What ISO 3166-2 has behind the country: BY for DE-BY.',
    },
    types: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: [...HOLIDAY_TYPES] },
      description: 'public alone when absent.',
    },
  },
  required: ['country'],
  additionalProperties: false,
};

const freeze: JsonSchema = {
  type: 'object',
  properties: {
    from: MOMENT,
    to: { ...MOMENT, description: `${MOMENT.description} Excluded, except as a date.` },
    reason: REASON,
  },
  required: ['from', 'to'],
  additionalProperties: false,
};

export const calendarSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:carillon:schema:v1:calendar',
  title: 'Carillon calendar',
  type: 'object',
  properties: {
    kind: { const: 'Calendar' },
    ...headFields,
    timezone: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      description: 'Of freeze windows that are written as local times; UTC when absent.',
    },
    weekdays: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: [...WEEKDAYS] },
      description: 'What the days begin with.',
    },
    holidays: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: { $ref: '#/$defs/holidays' },
      description: 'Taken out; the make-up workdays of China are put in.',
    },
    union: calendars('Days of these calendars are put in.'),
    intersection: calendars('Only days that these calendars have too are kept.'),
    minus: calendars('Days of these calendars are taken out.'),
    include: days('Days put in, after everything else.'),
    exclude: days('Days taken out, after everything else.'),
    years: {
      type: 'object',
      properties: { from: YEAR, to: YEAR },
      required: ['from', 'to'],
      additionalProperties: false,
      description: 'The years it knows, both included.',
    },
    freeze: {
      type: 'array',
      minItems: 1,
      maxItems: 1_000,
      items: { $ref: '#/$defs/freeze' },
      description: 'Windows that hold firings until they end.',
    },
  },
  required: ['kind', 'name'],
  additionalProperties: false,
  $defs: { dates, holidays, freeze },
};
