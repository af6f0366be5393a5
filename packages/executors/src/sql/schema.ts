import type { WithSchema } from '../schema.ts';

export const sqlSchema = {
  type: 'object',
  title: 'SQL statements in one transaction',
  properties: {
    connection: { type: 'string', minLength: 1, description: 'Name of a connection the worker knows.' },
    query: { type: 'string', minLength: 1, description: 'One statement or several; :name takes a value of bind.' },
    file: {
      type: 'string',
      minLength: 1,
      description: 'Path of the statements, beside the document. Instead of query.',
    },
    bind: { type: 'object', description: 'Values for :name in the statements, sent apart from the text.' },
    copy: {
      type: 'object',
      description: 'An artifact loaded into a table before the statements run, in the same transaction.',
      properties: {
        table: { type: 'string', minLength: 1, description: 'Table, or schema.table.' },
        columns: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
        from: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}/[^/].*$', description: 'task/artifact-name.' },
        format: { type: 'string', enum: ['csv'], default: 'csv' },
        header: { type: 'boolean', default: true },
      },
      required: ['table', 'from'],
      additionalProperties: false,
    },
    saveAs: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$',
      description: 'Keep the rows of the last statement as this CSV artifact.',
    },
  },
  required: ['connection'],
  anyOf: [{ required: ['query'] }, { required: ['file'] }, { required: ['copy'] }],
  not: { required: ['query', 'file'] },
  additionalProperties: false,
} as const satisfies WithSchema;
