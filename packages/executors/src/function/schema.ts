import type { WithSchema } from '../schema.ts';

/** Carried out by a worker made with `@carillon/sdk/worker`, in the user's own process. */
export const functionSchema = {
  type: 'object',
  title: 'A function registered by an SDK worker',
  properties: {
    handler: {
      type: 'string',
      pattern: '^[A-Za-z][A-Za-z0-9._-]{0,127}$',
      description: 'The name it was registered under.',
    },
    input: { description: 'Any JSON, given to the function.' },
  },
  required: ['handler'],
  additionalProperties: false,
} as const satisfies WithSchema;
