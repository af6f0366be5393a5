import { scriptOrFile, scriptProperties, type WithSchema } from '../schema.ts';

export const nodeSchema = {
  type: 'object',
  title: 'A Node.js script, an ES module',
  properties: {
    ...scriptProperties,
  },
  oneOf: scriptOrFile,
  additionalProperties: false,
} as const satisfies WithSchema;
