import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { queueView } from './view.ts';

export const examples = `
  carillon queue list
  carillon queue list -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(command)).action(async (flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    const { items } = await client.queues.list();
    await printList(items, queueView, flags, terminal, 'no queues');
  });
};
