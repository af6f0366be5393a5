import type { WithSchema } from '../schema.ts';

/** Carried out by the scheduler: a wait holds no worker slot. */
export const waitSchema = {
  type: 'object',
  title: 'A pause',
  properties: {
    for: { type: 'string', pattern: '^\\d{1,12}(ms|s|m|h|d)$', description: 'How long, for example 5m.' },
    until: { type: 'string', minLength: 1, description: 'An instant, RFC 3339.' },
  },
  oneOf: [{ required: ['for'] }, { required: ['until'] }],
  additionalProperties: false,
} as const satisfies WithSchema;
