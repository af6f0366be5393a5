import type { Executor } from '@carillon/plugin-api';

/** JSON Schema 2020-12 of a task type's `with`. Descriptions are shown in forms and reference pages. */
export type WithSchema = Executor['schema'];

/** What every type that runs a script takes. `file` is inlined as `script` when the version is made. */
export const scriptProperties = {
  script: {
    type: 'string',
    minLength: 1,
    description: 'The program text. Parameters arrive as CARILLON_PARAM_<NAME>.',
  },
  file: { type: 'string', minLength: 1, description: 'Path of the program, beside the document. Instead of script.' },
  args: {
    type: 'array',
    items: { type: 'string' },
    maxItems: 100,
    description: 'Arguments, passed as they are, without a shell.',
  },
  inputs: {
    type: 'array',
    items: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,62}/[^/].*$' },
    maxItems: 100,
    uniqueItems: true,
    description: 'Artifacts of upstream tasks, task/artifact-name, put into $CARILLON_INPUTS before the start.',
  },
} as const satisfies WithSchema;

/** Exactly one of the two names what runs. */
export const scriptOrFile = [{ required: ['script'] }, { required: ['file'] }] as const;
