import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { type Declarations, typedParams } from '../run/params.ts';
import { approvalView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly param?: readonly string[];
  readonly comment?: string;
}

export const examples = `
  carillon approval approve apr_01J9…
  carillon approval approve apr_01J9… -p amount=7 --comment "checked with finance"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<approval>', 'id of the approval')
    .option('-p, --param <name=value>', 'what it asks for; may be repeated', collect)
    .option('--comment <text>', 'kept with the approval');
  outputOptions(connectionOptions(command)).action(async (id: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { comment, param } = flags;
    // What is typed needs the types that the approval declares.
    const declared = param && ((await client.approvals.get(id)).params as Declarations);
    const input = param && declared && (await typedParams(param, declared, 'the approval'));
    const answer = { ...(input && { input }), ...(comment && { comment }) };
    await printOne(await client.approvals.approve(id, answer), approvalView, flags, terminal);
  });
};
