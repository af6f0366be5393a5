/** Fields that limit: of tasks, of workflows, and of rules of projects and tenants. */
import { ON_DUPLICATE, ON_LIMIT } from '@carillon/core';
import { NAME } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';

const DURATION = {
  type: 'string',
  pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
  description: 'A number and a unit: 250ms, 30s, 5m, 6h, 2d.',
} as const satisfies JsonSchema;
const KEY = {
  type: 'string',
  minLength: 1,
  maxLength: 8_192,
  description: 'A text with ${{ }}: each value that it gives counts by itself. One count for all when absent.',
} as const satisfies JsonSchema;

export const concurrencySchema: JsonSchema = {
  type: 'object',
  properties: {
    max: { type: 'integer', minimum: 1, maximum: 10_000, description: 'So many at once.' },
    key: KEY,
    onLimit: {
      type: 'string',
      enum: [...ON_LIMIT],
      default: 'queue',
      description: 'What becomes of one too many: it waits, it is skipped, or the oldest one makes way.',
    },
  },
  required: ['max'],
  additionalProperties: false,
};

export const rateSchema: JsonSchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 1_000_000, description: 'So many in the time.' },
    per: DURATION,
    key: KEY,
    burst: {
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 1,
      description: 'So many may begin together after an idle time; evenly spread when absent.',
    },
  },
  required: ['limit', 'per'],
  additionalProperties: false,
};

export const uniqueSchema: JsonSchema = {
  type: 'object',
  properties: {
    key: { ...KEY, description: 'A text with ${{ }}: no two runs have the same.' },
    per: {
      type: 'string',
      pattern: '^(open|[0-9]{1,12}(ms|s|m|h|d))$',
      default: 'open',
      description: 'As long as the run is open, or a time from its acceptance on.',
    },
    onDuplicate: {
      type: 'string',
      enum: [...ON_DUPLICATE],
      default: 'return',
      description: 'The run before is the answer, or the request is refused, or the run before is stopped.',
    },
  },
  required: ['key'],
  additionalProperties: false,
};

export const startsSchema: JsonSchema = {
  type: 'object',
  minProperties: 1,
  properties: {
    debounce: {
      type: 'object',
      properties: {
        key: KEY,
        for: { ...DURATION, description: 'The run starts when so long nothing more was asked for.' },
        max: { ...DURATION, description: 'It starts at the latest so long after the first request.' },
      },
      required: ['for'],
      additionalProperties: false,
    },
    batch: {
      type: 'object',
      properties: {
        key: KEY,
        max: { type: 'integer', minimum: 1, maximum: 1_000, description: 'So many requests make the run start.' },
        within: { ...DURATION, description: 'It starts at the latest so long after the first request.' },
        param: { ...NAME, description: 'The parameter, of type array, to which each request adds its items.' },
      },
      required: ['max', 'within', 'param'],
      additionalProperties: false,
    },
    throttle: rateSchema,
  },
  additionalProperties: false,
};
