import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { workerView } from './view.ts';

export const examples = `
  carillon worker list
  carillon worker list -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(command)).action(async (flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    const { items } = await client.workers.list();
    await printList(items, workerView, flags, terminal, 'no workers; connect one with `carillon worker`');
  });
};
