/** Fields of a task that stands for several pieces of work. */
import { MAX_ITEMS, MAX_ROUNDS, MAX_SHARDS } from '@carillon/core';
import type { JsonSchema } from './json-schema.ts';

const COUNT = { type: 'integer', minimum: 1, maximum: MAX_ITEMS } as const satisfies JsonSchema;

export const loopFields = {
  tasks: {
    type: ['object', 'string'],
    minProperties: 1,
    maxProperties: 20_000,
    additionalProperties: { $ref: '#/$defs/task' },
    description: 'Of a group: its tasks, or an expression that gives a map of tasks when the group begins.',
  },
  forEach: {
    type: 'object',
    properties: {
      items: {
        type: ['array', 'object', 'string'],
        maxItems: MAX_ITEMS,
        maxProperties: MAX_ITEMS,
        description: 'A list, a map (its entries are the items), or an expression that gives one.',
      },
      max: { ...COUNT, description: 'So many at once; all when absent.' },
      batch: { ...COUNT, description: 'So many items together, as a list.' },
    },
    required: ['items'],
    additionalProperties: false,
    description: 'Runs the task once for each item: { items: "${{ tasks.list.outputs.files }}", max: 8 }.',
  },
  while: {
    type: 'object',
    properties: {
      when: {
        type: 'string',
        minLength: 1,
        maxLength: 8_192,
        description: 'A CEL expression over tasks.<this>.outputs and round: asked behind each round, true for another.',
      },
      maxRounds: { type: 'integer', minimum: 1, maximum: MAX_ROUNDS, description: 'More of them are a failure.' },
    },
    required: ['when', 'maxRounds'],
    additionalProperties: false,
    description: 'Runs the task again as long as a condition holds: { when: tasks.page.outputs.more, maxRounds: 50 }.',
  },
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** Strategies that send a task to several workers. */
export const SPREADING = ['sharding', 'broadcast'] as const;

export const shards = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_SHARDS,
  description: 'With the strategy sharding: how many pieces. Each knows its number and how many there are.',
} as const satisfies JsonSchema;
