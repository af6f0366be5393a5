import type { DefineCommand } from '../../command.ts';
import { retrying } from '../run/retry.ts';
import { TASK_RUN } from '../task-argument.ts';

const EXAMPLES = `
Examples:
  carillon task retry run_01J9…/load --reason "the warehouse is back"
  carillon task list run_01J9… --state retrying -q | xargs -n1 carillon task retry
`;

export const define: DefineCommand = (command, context) =>
  retrying(TASK_RUN)(command.addHelpText('before', EXAMPLES.trimStart()), context);
