import { defineChange } from './change.ts';

export const examples = `
  carillon bulk pause pln_01J9…
  carillon bulk pause pln_01J9… --reason "the warehouse is slow"
`;

export const define = defineChange((client, id, body) => client.bulk.pause(id, body));
