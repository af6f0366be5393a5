import { retrying } from '../run/retry.ts';
import { TASK_RUN } from '../task-argument.ts';

export const examples = `
  carillon task retry run_01J9…/load --reason "the warehouse is back"
  carillon task list run_01J9… --state retrying -q | xargs -n1 carillon task retry
`;

export const define = retrying(TASK_RUN);
