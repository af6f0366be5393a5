import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { queueView } from './view.ts';

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<queue>', 'name of the queue');
  outputOptions(connectionOptions(command)).action(async (name: string, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printOne(await client.queues.get(name), queueView, flags, terminal);
  });
};
