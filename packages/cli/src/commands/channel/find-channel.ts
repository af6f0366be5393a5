import type { Channel, Client } from '@carillon/sdk';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { suggestFrom } from '../../suggest.ts';

export async function findChannel(
  client: Client,
  { name, project }: { readonly name: string; readonly project: string },
): Promise<Channel> {
  const { items } = await client.channels.list(project);
  const found = items.find((channel) => channel.name === name || channel.id === name);
  if (found) return found;
  throw new CommandError(`project '${project}' has no channel '${name}'`, {
    exitCode: EXIT.notFound,
    hint: await suggestFrom(
      name,
      items.map((channel) => channel.name),
    ),
  });
}
