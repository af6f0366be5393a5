import type { WithSchema } from '../schema.ts';

export const notifySchema = {
  type: 'object',
  title: 'A webhook call',
  properties: {
    url: { type: 'string', minLength: 1, description: 'Where the message is posted as JSON.' },
    text: { type: 'string', minLength: 1, maxLength: 16_384, description: 'The message.' },
    json: { type: 'object', description: 'Fields added to the message.' },
  },
  required: ['url', 'text'],
  additionalProperties: false,
} as const satisfies WithSchema;
