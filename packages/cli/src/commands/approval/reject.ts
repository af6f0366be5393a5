import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { approvalView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly comment?: string;
}

export const examples = `
  carillon approval reject apr_01J9…
  carillon approval reject apr_01J9… --comment "the totals do not add up"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<approval>', 'id of the approval').option('--comment <text>', 'why: the reason of the failed task');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { comment } = flags;
    await printOne(await client.approvals.reject(id, comment ? { comment } : {}), approvalView, flags, terminal);
  });
};
