import type { DefineCommand } from '../../command.ts';
import { type ChangeFlags, defineChange, reasonOf } from './change.ts';

interface Flags extends ChangeFlags {
  readonly stopRuns?: boolean;
}

export const examples = `
  carillon backfill cancel bf_01J9… --reason "the wrong month"
  carillon backfill cancel bf_01J9… --stop-runs      what runs is stopped as well
`;

export const define: DefineCommand = (command, context) => {
  command
    .option('--reason <text>', 'why: kept with the backfill')
    .option('--stop-runs', 'also stop the runs that are open; they finish otherwise');
  defineChange<Flags>((client, id, flags) =>
    client.backfills.cancel(id, { ...reasonOf(flags), ...(flags.stopRuns ? { stopRuns: true } : {}) }),
  )(command, context);
};
