import { holding } from './hold.ts';

export const define = holding('resume');
