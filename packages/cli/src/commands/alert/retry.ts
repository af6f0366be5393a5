import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { noticeView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {}

export const examples = `
  carillon alert retry evt_01J9…
  carillon alert retry evt_01J9… -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<notice>', 'id of the notice: `carillon alert get <cause> -o json` has it');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    await printOne(await client.alerts.retryNotice(id), noticeView, flags, terminal);
  });
};
