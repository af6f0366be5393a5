import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { findWorker } from './find-worker.ts';
import { workerView } from './view.ts';

export const examples = `
  carillon worker get host-7
  carillon worker get wrk_01J9… -o json
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<worker>', 'name or id of the worker');
  outputOptions(connectionOptions(command)).action(async (text: string, flags: ServerFlags & OutputFlags) => {
    const { client } = await connect(flags);
    await printOne(await findWorker(client, text), workerView, flags, terminal);
  });
};
