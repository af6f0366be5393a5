import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { tokenView } from './view.ts';

export const examples = `
  carillon token list
  carillon token list -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(command)).action(async (flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    const { items } = await client.tokens.list();
    await printList(items, tokenView, flags, terminal, 'no tokens; make one with `carillon token create`');
  });
};
