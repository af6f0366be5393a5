import { defineChange } from './change.ts';

export const examples = `
  carillon bulk resume pln_01J9…
  carillon bulk resume pln_01J9… --reason "the warehouse is fast again"
`;

export const define = defineChange((client, id, body) => client.bulk.resume(id, body));
