import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { workflowNamed } from '../../workflow-name.ts';
import { draftView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly source?: boolean;
}

export const examples = `
  carillon draft get daily-report --source > daily-report.yaml
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<draft>', 'name of its workflow, or project/name').option('--source', 'print its text');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const draft = await client.drafts.get(workflowNamed(text, flags.project, terminal));
    if (!flags.source) return printOne(draft, draftView, flags, terminal);
    terminal.out(draft.text.endsWith('\n') ? draft.text : `${draft.text}\n`);
  });
};
