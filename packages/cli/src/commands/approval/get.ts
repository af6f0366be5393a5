import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { approvalView } from './view.ts';

export const examples = `
  carillon approval get apr_01J9…
  carillon approval get apr_01J9… -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<approval>', 'id of the approval');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printOne(await client.approvals.get(id), approvalView, flags, terminal);
  });
};
