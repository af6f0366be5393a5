import type { WithSchema } from '../schema.ts';

/** Carried out by the scheduler: the other workflow runs as a run of its own, and this task waits without a worker. */
export const workflowSchema = {
  type: 'object',
  title: 'A run of another workflow',
  properties: {
    workflow: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      description: 'Its name, or project/name for one of another project.',
    },
    version: {
      description: 'live, or the number of a version that it keeps to.',
      oneOf: [{ const: 'live' }, { type: 'integer', minimum: 1 }],
    },
    params: { type: 'object', description: 'What it is given, by the names of its parameters.' },
    wait: {
      type: 'boolean',
      description: 'false: the task succeeds as soon as the run is accepted, with its id as the output run.',
    },
  },
  required: ['workflow'],
  additionalProperties: false,
} as const satisfies WithSchema;
