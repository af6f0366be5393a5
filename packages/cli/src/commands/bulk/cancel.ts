import { defineChange } from './change.ts';

export const examples = `
  carillon bulk cancel pln_01J9…
  carillon bulk cancel pln_01J9… --reason "the wrong filter"
`;

export const define = defineChange((client, id, body) => client.bulk.cancel(id, body));
