/** Fields of a task that say where it may run. */
import { STRATEGIES } from '@carillon/core';
import { NAME } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';
import { shards, SPREADING } from './loop-schema.ts';

const LABEL = { type: 'string', minLength: 1, maxLength: 1_024 } as const satisfies JsonSchema;
const LABEL_LIST = {
  type: 'array',
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  items: LABEL,
} as const satisfies JsonSchema;

const labels: JsonSchema = {
  type: 'object',
  minProperties: 1,
  maxProperties: 32,
  additionalProperties: {
    type: ['string', 'array', 'object'],
    oneOf: [
      LABEL,
      LABEL_LIST,
      {
        type: 'object',
        properties: {
          in: LABEL_LIST,
          notIn: LABEL_LIST,
          exists: { type: 'boolean' },
          gt: { type: 'number' },
          lt: { type: 'number' },
        },
        minProperties: 1,
        additionalProperties: false,
      },
    ],
  },
  description: 'Labels that a worker must have: a value, a list of values, or {in, notIn, exists, gt, lt}.',
};

export const workersSchema: JsonSchema = {
  type: 'object',
  properties: {
    group: { ...NAME, description: 'default when absent.' },
    labels,
    prefer: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        properties: { labels, weight: { type: 'integer', minimum: 1, maximum: 100, description: '1 when absent.' } },
        required: ['labels'],
        additionalProperties: false,
      },
      description: 'Of the workers that may, those that match the most weight go first.',
    },
    strategy: {
      type: 'string',
      enum: [...STRATEGIES, ...SPREADING],
      description: 'Which of them; least_loaded when absent.',
    },
    shards,
    sticky: { ...LABEL, description: 'A key: tasks with the same one go to the same worker. May hold ${{ }}.' },
  },
  additionalProperties: false,
  description: 'Which workers may take the task, and which of them does.',
};

const AMOUNT = { type: ['string', 'number'] } as const satisfies JsonSchema;

export const resourcesSchema: JsonSchema = {
  type: 'object',
  properties: {
    cpu: { ...AMOUNT, description: 'Cores: 0.5, 2 or 500m.' },
    memory: { ...AMOUNT, description: 'A size: 512Mi, 2Gi.' },
    disk: { ...AMOUNT, description: 'A size: 512Mi, 2Gi.' },
    gpu: { type: 'integer', minimum: 0, maximum: 9_999, description: 'Whole ones.' },
  },
  minProperties: 1,
  additionalProperties: false,
  description: 'What an attempt takes of a worker for itself, beside a slot. Nothing is given twice.',
};

export const queueField: JsonSchema = { ...NAME, description: 'Where the task waits; default when absent.' };
