import { isFinalRun } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { runView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly reason?: string;
  readonly wait?: boolean;
  /** False by `--no-compensate`. */
  readonly compensate: boolean;
}

export const examples = `
  carillon run stop run_01J9… --reason "the source is empty"
  carillon run stop run_01J9… --wait
  carillon run stop run_01J9… --no-compensate     what had succeeded stays as it is
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<run>', 'id of the run')
    .option('--reason <text>', 'why: kept with the run')
    .option('--no-compensate', 'leave what had succeeded as it is')
    .option('-w, --wait', 'wait until all of its tasks have ended');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    await client.runs.stop(id, {
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      ...(flags.compensate ? {} : { compensate: false }),
    });
    const run = flags.wait ? await client.runs.wait(id) : await client.runs.get(id);
    await printOne(run, runView, flags, terminal);
    if (!isFinalRun(run) && flags.output === 'table')
      terminal.err('its tasks are asked to end, then killed; --wait waits for that\n');
  });
};
