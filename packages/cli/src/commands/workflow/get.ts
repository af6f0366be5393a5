import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { usageError } from '../../command-error.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { workflowView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly source?: boolean;
  readonly version?: number;
}

export const examples = `
  carillon workflow get daily-report
  carillon workflow get retail/orders --source > orders.yaml
  carillon workflow get daily-report --source --version 3
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--source', 'print the document as it was applied')
    .option('--version <n>', 'of this version in place of the newest', positiveInteger);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    if (flags.version !== undefined && !flags.source) throw usageError('--version needs --source');
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const workflow = await helpingWithName(client, name, () => client.workflows.get(name));
    if (!flags.source) return printOne(workflow, workflowView, flags, terminal);
    const { source } = await client.workflows.version({ ...name, number: flags.version ?? workflow.version });
    terminal.out(source.endsWith('\n') ? source : `${source}\n`);
  });
};
