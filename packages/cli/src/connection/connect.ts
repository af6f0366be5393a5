import { type Client, createClient } from '@carillon/sdk';
import { EXIT } from '../exit-codes.ts';
import { CommandError } from '../command-error.ts';
import type { Terminal } from '../terminal.ts';
import { type ConfirmFlags, confirmChanges } from './protected-context.ts';
import { discoverServer, type ServerAddress, type ServerFlags } from './discover-server.ts';

/** Somebody waits in front of the screen: fewer and shorter tries than a program would make. */
const RETRY = { max: 2, initialMs: 150, capMs: 1_000 };

export async function connect(
  flags: ServerFlags & ConfirmFlags,
  terminal: Terminal,
  protectedContext?: string,
): Promise<{ client: Client; address: ServerAddress }> {
  const address = await discoverServer(flags, terminal);
  const { server, token, environment } = address;
  try {
    const client = createClient({
      server,
      token,
      environment,
      retry: RETRY,
      ...(protectedContext === undefined ? {} : { before: confirmChanges(protectedContext, flags, terminal) }),
    });
    return { client, address };
  } catch (error) {
    throw new CommandError((error as Error).message, { exitCode: EXIT.usage, cause: error });
  }
}
