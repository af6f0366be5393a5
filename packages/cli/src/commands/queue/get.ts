import { CommandError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { EXIT } from '../../exit-codes.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { queueView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly source?: boolean;
}

export const examples = `
  carillon queue get etl
  carillon queue get etl --source > etl.yaml
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<queue>', 'name of the queue').option('--source', 'print its document, to be changed and applied');
  outputOptions(connectionOptions(command)).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const queue = await client.queues.get(name);
    if (!flags.source) return printOne(queue, queueView, flags, terminal);
    if (queue.document === undefined)
      throw new CommandError(`you have no document of the queue '${name}'`, {
        exitCode: EXIT.notFound,
        hint: 'make one with `carillon queue set`',
      });
    const { stringify } = await import('yaml');
    terminal.out(stringify(queue.document));
  });
};
