import { createClient } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import { usageError } from '../command-error.ts';
import { DEFAULT_SERVER } from '../connection/discover-server.ts';
import { givenName } from '../options.ts';
import { saveContext } from './context/save-context.ts';

interface Flags {
  readonly name?: string;
  readonly environment?: string;
  readonly project?: string;
  readonly protected?: boolean;
}

export const examples = `
  carillon login https://carillon.example
  pass show carillon/prod | carillon login https://carillon.example --name prod --environment prod --protected
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .argument('[server]', 'its address', DEFAULT_SERVER)
    .option('--name <name>', 'of the context; from the address when absent')
    .option('--environment <name>', 'environment where a command names none')
    .option('--project <name>', 'project where a command names none')
    .option('--protected', 'changes want the name of the context typed')
    .addHelpText(
      'after',
      '\nThe token is typed or comes on stdin. It is tried, kept in a file of yours alone, and used.',
    )
    .action(async (server: string, { name: given, ...rest }: Flags) => {
      const name = givenName(given ?? nameOf(server));
      const token = ((await terminal.askHidden(`token for ${server}: `)) ?? (await terminal.readInput())).trim();
      if (token === '') throw usageError('the token is empty', 'make one with `carillon token create` on the server');
      const session = await createClient({ server, token }).session();
      await saveContext({ name, context: { server, ...rest }, token, use: true }, terminal);
      terminal.err(`signed in to ${server} as ${session.user}; context ${name} is in use\n`);
    });
};

/** `carillon-example-4400` of an address: what a name may be made of. */
function nameOf(server: string): string {
  if (!URL.canParse(server)) throw usageError(`'${server}' is no address of a server`, 'write https:// in front');
  const { host } = new URL(server);
  const name = host.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return /^[a-z]/.test(name) ? name : `at-${name}`;
}
