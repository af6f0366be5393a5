import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { silenceView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {}

export const examples = `
  carillon silence rm sil_01J9…
  carillon silence rm sil_01J9… --environment prod
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<silence>', 'id of the silence');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    await printOne(await client.silences.remove(id), silenceView, flags, terminal);
  });
};
