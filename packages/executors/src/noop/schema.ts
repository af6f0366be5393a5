import type { WithSchema } from '../schema.ts';

/** Carried out by the scheduler: it only joins and forks edges. */
export const noopSchema = {
  type: 'object',
  title: 'Nothing',
  additionalProperties: false,
} as const satisfies WithSchema;
