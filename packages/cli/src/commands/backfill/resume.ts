import type { DefineCommand } from '../../command.ts';
import { defineChange, reasonOf } from './change.ts';

export const examples = `
  carillon backfill resume bf_01J9…
  carillon backfill resume bf_01J9… --reason "the nightly loads are done"
`;

export const define: DefineCommand = (command, context) => {
  command.option('--reason <text>', 'why: kept with the backfill');
  defineChange((client, id, flags) => client.backfills.resume(id, reasonOf(flags)))(command, context);
};
