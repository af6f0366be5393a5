import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { auditView } from './view.ts';

export const examples = `
  carillon audit get 4711
  carillon audit get 4711 -o json --jq .after
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<seq>', 'number of the row, as `carillon audit list` shows it', positiveInteger);
  outputOptions(connectionOptions(command)).action(async (seq: number, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printOne(await client.audit.get(seq), auditView, flags, terminal);
  });
};
