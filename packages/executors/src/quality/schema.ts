import type { WithSchema } from '../schema.ts';

export const qualitySchema = {
  type: 'object',
  title: 'Checks on data',
  properties: {
    connection: { type: 'string', minLength: 1, description: 'Name of a connection the worker knows.' },
    checks: {
      type: 'object',
      minProperties: 1,
      maxProperties: 200,
      additionalProperties: {
        type: 'object',
        properties: {
          query: { type: 'string', minLength: 1, description: 'Gives one row with one value.' },
          expect: {
            type: 'string',
            minLength: 1,
            description: 'For example "> 0", "= 12", "between 1 and 5", "!= null".',
          },
        },
        required: ['query', 'expect'],
        additionalProperties: false,
      },
    },
  },
  required: ['connection', 'checks'],
  additionalProperties: false,
} as const satisfies WithSchema;
