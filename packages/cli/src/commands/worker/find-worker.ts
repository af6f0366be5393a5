import type { Client, Worker } from '@carillon/sdk';
import { CommandError } from '../../command-error.ts';
import { EXIT } from '../../exit-codes.ts';
import { suggestFrom } from '../../suggest.ts';

/** By name or id. */
export async function findWorker(client: Client, text: string): Promise<Worker> {
  const { items } = await client.workers.list();
  const found = items.find(({ id, name }) => id === text || name === text);
  if (found) return found;
  const hint = await suggestFrom(
    text,
    items.map(({ name }) => name),
  );
  throw new CommandError(`no worker '${text}' is connected, or was within a day`, { exitCode: EXIT.notFound, hint });
}
