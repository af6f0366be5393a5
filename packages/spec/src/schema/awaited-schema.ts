/** Runs of other workflows that a wait is for: one, or several joined by `all` and `any`. */
import { DATE_CYCLES } from '@carillon/core';
import { NAME } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';

const several = (description: string): JsonSchema => ({
  type: 'array',
  minItems: 1,
  maxItems: 50,
  items: { $ref: '#/$defs/awaited' },
  description,
});

export const awaitedSchema: JsonSchema = {
  type: 'object',
  properties: {
    all: several('All of these must be as they are wanted.'),
    any: several('One of these is enough.'),
    workflow: { ...NAME, description: 'Name of the workflow whose run is waited for.' },
    project: { ...NAME, description: 'Its project; the own one when absent.' },
    task: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'One task of it, instead of the whole run.',
    },
    cycle: {
      type: 'string',
      enum: [...DATE_CYCLES, 'newest'],
      description:
        'Which of its logical times, seen from the own one; each of them must have its run. newest: its last run.',
    },
    offset: {
      type: 'string',
      pattern: '^-?[0-9]{1,12}(ms|s|m|h|d)$',
      description: 'From the own logical time to that of the awaited run: -1d, 2h. The same time when absent.',
    },
    state: {
      type: 'string',
      enum: ['success', 'finished'],
      default: 'success',
      description: 'finished: however it ended.',
    },
    fresh: {
      type: 'string',
      pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
      description: 'A run that ended longer before the wait began does not count.',
    },
  },
  oneOf: [{ required: ['workflow'] }, { required: ['all'] }, { required: ['any'] }],
  not: { required: ['cycle', 'offset'] },
  additionalProperties: false,
};
