import { marking } from '../run/mark.ts';
import { TASK_RUN } from '../task-argument.ts';

export const examples = `
  carillon task mark run_01J9…/load --as success --dry-run      what would follow
  carillon task mark tr_01J9… --as failed --reason "the file was empty"
`;

export const define = marking(TASK_RUN);
