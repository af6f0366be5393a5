/** The published JSON Schema of kind `Queue`. */
import { headFields, NAME } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';

const SHARE = { type: 'string', pattern: '^[0-9]{1,3}([.][0-9]{1,2})?%$' } as const satisfies JsonSchema;
const WEIGHT = { type: 'number', minimum: 0.01, maximum: 10_000 } as const satisfies JsonSchema;
const WEIGHTS = {
  type: 'object',
  maxProperties: 1_000,
  additionalProperties: WEIGHT,
} as const satisfies JsonSchema;

export const queueSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:carillon:schema:v1:queue',
  title: 'Carillon queue',
  type: 'object',
  properties: {
    kind: { const: 'Queue' },
    ...headFields,
    name: { ...NAME, description: 'Unique on the platform: tasks of all projects may share a queue.' },
    parent: { ...NAME, description: 'The queue that it is a part of.' },
    weight: {
      ...WEIGHT,
      description: 'Its part of what its parent has, against its siblings that want more; 1 when absent.',
    },
    minShare: { ...SHARE, description: 'What it is given before others, of all that the workers have: 25%.' },
    maxShare: { ...SHARE, description: 'What it never passes, of all that the workers have: 50%.' },
    ageing: {
      type: 'string',
      pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
      description: 'How much longer waiting weighs as much as one point of priority; 1m when absent.',
    },
    tenants: { ...WEIGHTS, description: 'Weights of tenants by name; 1 for those that are not named.' },
    projects: { ...WEIGHTS, description: 'Weights of projects by name, within their tenant; 1 for others.' },
  },
  required: ['kind', 'name'],
  additionalProperties: false,
};
