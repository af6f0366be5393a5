import type { Client, Worker } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import { CommandError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { suggestFrom } from '../../suggest.ts';
import { workerView } from './view.ts';

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<worker>', 'name or id of the worker');
  outputOptions(connectionOptions(command)).action(async (text: string, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printOne(await workerNamed(client, text), workerView, flags, terminal);
  });
};

async function workerNamed(client: Client, text: string): Promise<Worker> {
  const { items } = await client.workers.list();
  const found = items.find(({ id, name }) => id === text || name === text);
  if (found) return found;
  const hint = await suggestFrom(
    text,
    items.map(({ name }) => name),
  );
  throw new CommandError(`no worker '${text}' is connected, or was within a day`, { exitCode: EXIT.notFound, hint });
}
