import { holding } from './hold.ts';

export const examples = `
  carillon worker drain host-7
  carillon worker drain host-7 --reason "a new kernel"
`;

export const define = holding('drain');
