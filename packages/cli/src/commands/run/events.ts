import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { eventView } from './view.ts';

export const examples = `
  carillon run events run_01J9…
  carillon run events run_01J9… -o json --utc
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(command.argument('<run>', 'id of the run'))).action(
    async (id: string, flags: ServerFlags & OutputFlags) => {
      const { client } = await connect(flags);
      await printList(await client.runs.events(id), eventView, flags, terminal);
    },
  );
};
