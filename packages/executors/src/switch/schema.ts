import type { WithSchema } from '../schema.ts';

const branch = {
  type: 'array',
  items: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}$' },
  minItems: 1,
  uniqueItems: true,
  description: 'Tasks that need this one and go on; its others are skipped.',
} as const satisfies WithSchema;

/** Carried out by the scheduler: it chooses which of its downstreams go on. */
export const switchSchema = {
  type: 'object',
  title: 'A choice between branches',
  properties: {
    cases: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          when: {
            type: 'string',
            minLength: 1,
            description: 'A condition: a bare expression. The first true one chooses.',
          },
          then: branch,
        },
        required: ['when', 'then'],
        additionalProperties: false,
      },
      minItems: 1,
      maxItems: 100,
      description: 'Tried in order.',
    },
    otherwise: { ...branch, description: 'Tasks that go on when no condition holds; none when absent.' },
  },
  required: ['cases'],
  additionalProperties: false,
} as const satisfies WithSchema;
