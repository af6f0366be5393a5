import type { WithSchema } from '../schema.ts';

const task = { $ref: '#/$defs/task' } as const satisfies WithSchema;

/** Carried out by the scheduler, as a group of these tasks. */
export const mapReduceSchema = {
  type: 'object',
  title: 'A task for each item, and one over all results',
  properties: {
    items: {
      type: ['array', 'object', 'string'],
      description: 'The list that is mapped, or an expression that gives it. Instead of split.',
      maxItems: 10_000,
    },
    split: { ...task, description: 'A task that finds the list: its output items.' },
    map: { ...task, description: 'Runs for each item, which it reads as item.' },
    reduce: { ...task, description: 'Runs when all have ended, and reads tasks.map.outputs.' },
    max: { type: 'integer', minimum: 1, maximum: 10_000, description: 'So many at once; all when absent.' },
    batch: { type: 'integer', minimum: 1, maximum: 10_000, description: 'So many items together, as a list.' },
  },
  required: ['map'],
  oneOf: [{ required: ['items'] }, { required: ['split'] }],
  additionalProperties: false,
} as const satisfies WithSchema;
