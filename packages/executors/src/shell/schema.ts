import { scriptOrFile, scriptProperties, type WithSchema } from '../schema.ts';

export const shellSchema = {
  type: 'object',
  title: 'A shell script',
  properties: {
    ...scriptProperties,
    shell: { type: 'string', minLength: 1, default: '/bin/sh', description: 'The shell that reads the script.' },
  },
  oneOf: scriptOrFile,
  additionalProperties: false,
} as const satisfies WithSchema;
