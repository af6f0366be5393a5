import type { DefineCommand } from '../../command.ts';
import { parallelism } from '../../options.ts';
import { type ChangeFlags, defineChange } from './change.ts';

interface Flags extends ChangeFlags {
  readonly parallel: number;
}

export const examples = `
  carillon backfill set bf_01J9… --parallel 8
  carillon backfill set bf_01J9… --parallel 1      one date after the other
`;

export const define: DefineCommand = (command, context) => {
  command.requiredOption('--parallel <n>', 'dates under way at a time, 1 to 100', parallelism);
  defineChange<Flags>((client, id, { parallel }) => client.backfills.set(id, { parallelism: parallel }))(
    command,
    context,
  );
};
