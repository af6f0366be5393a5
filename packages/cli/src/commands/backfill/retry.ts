import type { DefineCommand } from '../../command.ts';
import { defineChange, reasonOf } from './change.ts';

export const examples = `
  carillon backfill retry bf_01J9…
  carillon backfill retry bf_01J9… --reason "the warehouse is back"
`;

export const define: DefineCommand = (command, context) => {
  command.option('--reason <text>', 'why: kept with the backfill');
  defineChange((client, id, flags) => client.backfills.retry(id, reasonOf(flags)))(command, context);
};
