import type { WithSchema } from '../schema.ts';

/** Carried out by the scheduler: it waits for a person without a worker. */
export const approvalSchema = {
  type: 'object',
  title: 'An approval by a person',
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 200, description: 'What is to be approved, in one line.' },
    message: { type: 'string', maxLength: 4000, description: 'What whoever decides should know.' },
    params: {
      type: 'object',
      description: 'What whoever approves fills in, typed like the parameters of a workflow. Becomes the outputs.',
      additionalProperties: { $ref: '#/$defs/param' },
    },
    expires: {
      type: 'string',
      pattern: '^\\d{1,12}(ms|s|m|h|d)$',
      description: 'How long it may take, for example 2d. No answer counts as rejected.',
    },
  },
  required: ['expires'],
  additionalProperties: false,
} as const satisfies WithSchema;
