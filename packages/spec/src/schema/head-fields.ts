/** What every kind of document begins with. */
import type { JsonSchema } from './json-schema.ts';

export const NAME = { type: 'string', minLength: 1, maxLength: 63 } as const satisfies JsonSchema;
export const TEXT = { type: 'string', minLength: 1, maxLength: 256 } as const satisfies JsonSchema;
export const LONG_TEXT = { type: 'string', maxLength: 65_536 } as const satisfies JsonSchema;

export const headFields = {
  apiVersion: { const: 'carillon/v1' },
  name: { ...NAME, description: 'Unique in the project.' },
  project: { ...NAME, default: 'default' },
  title: TEXT,
  description: LONG_TEXT,
  owner: TEXT,
  tags: { type: 'array', maxItems: 64, uniqueItems: true, items: { type: 'string', minLength: 1, maxLength: 64 } },
  labels: { type: 'object', maxProperties: 64, additionalProperties: { type: 'string', maxLength: 256 } },
} as const satisfies Readonly<Record<string, JsonSchema>>;
