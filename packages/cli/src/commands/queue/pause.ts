import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { queueView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly reason?: string;
}

export const examples = `
  carillon queue pause etl
  carillon queue pause etl --reason "the warehouse is being upgraded"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<queue>', 'name of the queue').option('--reason <text>', 'kept with the pause and in the audit');
  outputOptions(connectionOptions(command)).action(async (name: string, { reason, ...flags }: Flags) => {
    const { client } = await connect(flags);
    await printOne(await client.queues.pause(name, reason === undefined ? {} : { reason }), queueView, flags, terminal);
  });
};
