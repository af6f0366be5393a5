import { scriptOrFile, scriptProperties, type WithSchema } from '../schema.ts';

export const pythonSchema = {
  type: 'object',
  title: 'A Python script',
  properties: {
    ...scriptProperties,
    python: {
      type: 'string',
      minLength: 1,
      default: 'python3',
      description: 'The interpreter: a name on the PATH, or a path.',
    },
  },
  oneOf: scriptOrFile,
  additionalProperties: false,
} as const satisfies WithSchema;
