import type { WithSchema } from '../schema.ts';

/** Carried out by the scheduler: its tasks stand under `tasks`. */
export const groupSchema = {
  type: 'object',
  title: 'Tasks that belong together',
  additionalProperties: false,
} as const satisfies WithSchema;
