import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { TASK_OF_RUN, type TaskArgument } from '../task-argument.ts';
import { reasonOf } from './change.ts';
import { defineTaskChange, type TaskFlags } from './change-task.ts';

interface Flags extends TaskFlags {
  readonly as: 'success' | 'failed';
}

export const marking =
  (of: TaskArgument): DefineCommand =>
  (command, context) => {
    command.addOption(
      new Option('--as <state>', 'what it counts as').choices(['success', 'failed']).makeOptionMandatory(),
    );
    defineTaskChange<Flags>(
      (client, id, flags, options) => client.taskRuns.mark(id, { as: flags.as, ...reasonOf(flags) }, options),
      of,
    )(command, context);
  };

export const examples = `
  carillon run mark run_01J9… --task load --as success --dry-run      what would follow
  carillon run mark run_01J9… --task load --as failed --reason "the file was empty"
`;

export const define = marking(TASK_OF_RUN);
