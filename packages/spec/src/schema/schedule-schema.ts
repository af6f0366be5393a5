/** The schema of one schedule: when it fires, and what becomes of a time that is due. */
import { MISFIRE_POLICIES, OVERLAP_POLICIES, SCHEDULE_KINDS } from '@carillon/core';
import type { JsonSchema } from './json-schema.ts';

const DURATION = {
  type: 'string',
  pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
  description: 'A number and a unit: 30s, 15m, 6h, 2d.',
} as const satisfies JsonSchema;
/** Read by core, which tells what is wrong with it. */
const MOMENT = { type: 'string', minLength: 1, maxLength: 64 } as const satisfies JsonSchema;
const CALENDAR = { type: 'string', minLength: 1, maxLength: 63 } as const satisfies JsonSchema;

const when: Readonly<Record<(typeof SCHEDULE_KINDS)[number], JsonSchema>> = {
  cron: {
    type: ['string', 'array'],
    minLength: 1,
    maxLength: 256,
    minItems: 1,
    maxItems: 100,
    items: { type: 'string', minLength: 1, maxLength: 256 },
    description: '5 fields, 6 with seconds first, 7 with the year last, or @daily and the like. A list is a union.',
  },
  every: { ...DURATION, description: 'Fixed rate: 15m, 90m, 2d. Counted from start, else from 1970-01-01T00:00Z.' },
  delay: { ...DURATION, description: 'Fixed delay after the end of the run before: 10m.' },
  at: {
    type: ['string', 'array'],
    minLength: 1,
    maxLength: 64,
    minItems: 1,
    maxItems: 1_000,
    items: MOMENT,
    description: 'Once: 2026-05-09T08:00 in the zone, or 2026-05-09T08:00:00+08:00. A list is several times.',
  },
  interval: {
    type: 'string',
    minLength: 1,
    maxLength: 128,
    description: 'An ISO 8601 repeating interval: R5/2026-01-01T00:00:00+08:00/P1D.',
  },
  rrule: {
    type: 'string',
    minLength: 1,
    maxLength: 2_048,
    description: 'A recurrence rule of RFC 5545: FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=9;BYMINUTE=0.',
  },
};

export const scheduleSchema: JsonSchema = {
  type: 'object',
  description: 'When it fires: { cron: "10 0 * * *", timezone: Asia/Shanghai }, or every, delay, at, interval, rrule.',
  properties: {
    ...when,
    syntax: { type: 'string', enum: ['quartz'], description: 'Weekdays of cron are 1 to 7, and ? is required.' },
    timezone: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      description: 'An IANA name such as Asia/Shanghai; UTC when absent.',
    },
    start: { ...MOMENT, description: 'The first moment: a date, a local date-time, or an instant.' },
    end: { ...MOMENT, description: 'The last moment, included; of a date its whole day.' },
    limit: { type: 'integer', minimum: 1, maximum: 10_000, description: 'At most so many times, counted from start.' },
    jitter: {
      ...DURATION,
      description: 'A number and a unit, 5m: starts are spread over this long, never past the next time.',
    },
    calendar: {
      type: ['string', 'object'],
      minLength: 1,
      maxLength: 63,
      description: 'Days on which it may fire.',
      properties: {
        name: CALENDAR,
        day: {
          type: 'integer',
          minimum: -31,
          maximum: 31,
          description: 'Only on the nth day of the month that the calendar has; from its end when negative.',
        },
        otherwise: {
          type: 'string',
          enum: ['skip', 'next', 'previous'],
          default: 'skip',
          description: 'What becomes of a time on another day.',
        },
        unknown: {
          type: 'string',
          enum: ['hold', 'open', 'closed'],
          default: 'hold',
          description: 'How days of a year without published data count.',
        },
      },
      required: ['name'],
      additionalProperties: false,
    },
    freeze: {
      type: ['string', 'array'],
      minLength: 1,
      maxLength: 63,
      minItems: 1,
      maxItems: 20,
      items: CALENDAR,
      description: 'Calendars whose freeze windows hold its firings.',
    },
    overlap: {
      type: 'string',
      enum: [...OVERLAP_POLICIES],
      default: 'skip',
      description: 'When the run before is still open.',
    },
    misfire: {
      type: 'object',
      description: 'Times that were missed by more than a minute.',
      properties: {
        policy: { type: 'string', enum: [...MISFIRE_POLICIES], default: 'fire_once' },
        window: { ...DURATION, default: '24h' },
      },
      additionalProperties: false,
    },
    dst: {
      type: 'object',
      description: 'What fixed times do when the clock changes.',
      properties: {
        gap: { type: 'string', enum: ['after', 'shift', 'skip'], default: 'after' },
        overlap: { type: 'string', enum: ['first', 'last', 'both'], default: 'first' },
      },
      additionalProperties: false,
    },
    covers: {
      type: 'string',
      enum: ['previous', 'same'],
      default: 'previous',
      description: 'Which date a run is for: that of the firing before, or its own.',
    },
    params: { type: 'object', maxProperties: 200, description: 'Parameters of the runs this schedule starts.' },
  },
  oneOf: SCHEDULE_KINDS.map((kind) => ({ required: [kind] })),
  additionalProperties: false,
};
