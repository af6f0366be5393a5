/** The published JSON Schema of kind `Dataset`. */
import { headFields } from './head-fields.ts';
import type { JsonSchema } from './json-schema.ts';

export const datasetSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:carillon:schema:v1:dataset',
  title: 'Carillon dataset',
  type: 'object',
  properties: {
    kind: { const: 'Dataset' },
    ...headFields,
    uri: {
      type: 'string',
      minLength: 1,
      maxLength: 2_000,
      description: 'Where it is, for people: s3://lake/orders, postgres://dwh/public.orders.',
    },
    fresh: {
      type: 'string',
      pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
      description: 'How old its newest update may become, such as 26h; older, it is stale.',
    },
  },
  required: ['kind', 'name'],
  additionalProperties: false,
};
