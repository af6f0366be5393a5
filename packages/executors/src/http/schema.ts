import type { WithSchema } from '../schema.ts';

export const httpSchema = {
  type: 'object',
  title: 'An HTTP request',
  properties: {
    method: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], default: 'GET' },
    url: { type: 'string', minLength: 1, description: 'http or https. Expressions in it are percent-encoded.' },
    query: {
      type: 'object',
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: 'Added to the query of the url.',
    },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    body: { type: 'string', description: 'Sent as it is.' },
    json: { description: 'Sent as JSON, instead of body.' },
    saveAs: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$',
      description: 'Keep the answer as this artifact instead of as an output.',
    },
    expectStatus: {
      type: 'array',
      items: { type: 'integer', minimum: 100, maximum: 599 },
      minItems: 1,
      description: 'Statuses that are a success; 200 to 299 when absent.',
    },
  },
  required: ['url'],
  not: { required: ['body', 'json'] },
  additionalProperties: false,
} as const satisfies WithSchema;
