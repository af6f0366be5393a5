/** The two commands that hold a worker and let it go on; they differ in the word alone. */
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { findWorker } from './find-worker.ts';
import { workerView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly reason?: string;
}

export const holding =
  (verb: 'drain' | 'resume'): DefineCommand =>
  (command, { terminal, connect }) => {
    command.argument('<worker>', 'name or id of the worker').option('--reason <text>', 'kept in the audit');
    outputOptions(connectionOptions(command)).action(async (text: string, { reason, ...flags }: Flags) => {
      const { client } = await connect(flags);
      const { id } = await findWorker(client, text);
      const worker = await client.workers[verb](id, reason === undefined ? {} : { reason });
      await printOne(worker, workerView, flags, terminal);
      if (verb === 'drain' && worker.busy > 0) terminal.err(`what it was given goes on: ${worker.busy} under way\n`);
    });
  };
