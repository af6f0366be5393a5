import { WORKER_STATES } from '@carillon/core/states';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, oneOf, outputOptions } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { workerView } from './view.ts';

export const examples = `
  carillon worker list
  carillon worker list --state silent,lost
  carillon worker list --group gpu --version 1.4.0 -o wide
`;

interface Flags extends ServerFlags, OutputFlags {
  readonly state?: readonly string[];
  readonly group?: string;
  readonly capability?: string;
  readonly version?: string;
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--state <states>', 'in these states only, separated by commas', oneOf('state', WORKER_STATES))
    .option('--group <name>', 'of this group only')
    .option('--capability <name>', 'that have this capability')
    .option('--version <text>', 'of this version only');
  outputOptions(connectionOptions(command)).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { state, group, capability, version } = flags;
    const filter = { state, group, capability, version };
    const { items } = await client.workers.list(filter);
    const hint = emptyHint(filter, 'no workers; connect one with `carillon worker`');
    await printList(items, workerView, flags, terminal, hint);
  });
};
