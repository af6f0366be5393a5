import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { noteView } from './view.ts';

export const examples = `
  carillon run note run_… "the source was late, see ticket 8812"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<run>', 'id of the run').argument('<text>', 'what is to be known about it');
  outputOptions(connectionOptions(command)).action(
    async (run: string, text: string, flags: ServerFlags & OutputFlags) => {
      const { client } = await connect(flags);
      await printOne(await client.runs.note(run, { text }), noteView, flags, terminal);
    },
  );
};
