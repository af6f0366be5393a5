import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { findCause } from './find-cause.ts';
import { alertView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly note?: string;
  readonly undo?: boolean;
}

export const examples = `
  carillon alert ack 7f3a --note "the vendor fixes it on Thursday"
  carillon alert ack alr_01J9… --undo
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<cause>', 'its id, or the beginning of its fingerprint')
    .option('--note <text>', 'what is done about it')
    .option('--undo', 'take it back');
  outputOptions(connectionOptions(command)).action(async (cause: string, { note, undo, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const id = await findCause(client, cause, flags);
    const alert = undo
      ? await client.alerts.unacknowledge(id)
      : await client.alerts.acknowledge(id, note === undefined ? {} : { note });
    await printOne(alert, alertView, flags, terminal);
    if (alert.state === 'recovered') terminal.err('it has recovered meanwhile: there is nothing to see to\n');
  });
};
