import type { DefineCommand } from '../../command.ts';
import { positiveInteger } from '../../options.ts';
import { type ChangeFlags, defineChange } from './change.ts';

interface Flags extends ChangeFlags {
  readonly parallel: number;
}

export const define: DefineCommand = (command, context) => {
  command.requiredOption('--parallel <n>', 'dates under way at a time', positiveInteger);
  defineChange<Flags>((client, id, { parallel }) => client.backfills.set(id, { parallelism: parallel }))(
    command,
    context,
  );
};
