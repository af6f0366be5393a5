import { holding } from './hold.ts';

export const examples = `
  carillon worker resume host-7
  carillon worker resume host-7 --reason "it has its new kernel"
`;

export const define = holding('resume');
