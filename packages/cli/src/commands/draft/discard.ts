import type { DefineCommand } from '../../command.ts';
import { CommandError, usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { relativeText } from '../../output/time-text.ts';
import { plainText } from '../../text/safe-text.ts';
import { workflowNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly yes?: boolean;
}

export const examples = `
  carillon draft discard daily-report
  carillon draft discard retail/orders --yes
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<draft>', 'name of its workflow, or project/name')
    .option('-y, --yes', 'without asking: its text is gone');
  connectionOptions(projectOption(command)).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const workflow = workflowNamed(text, flags.project, terminal);
    // As it is seen here: what somebody saves between the question and the answer is not thrown away with it.
    const { revision, author, updatedAt } = await client.drafts.get(workflow);
    if (!flags.yes) {
      const saved = `${plainText(author)} saved it ${relativeText(updatedAt, terminal.now())}`;
      const answer = await terminal.ask(`Discard the draft of ${workflow.name}? ${saved}. [y/N] `);
      if (answer === undefined) throw usageError('nobody is here to confirm it', 'add --yes');
      if (answer.trim().toLowerCase() !== 'y') throw new CommandError('nothing was done');
    }
    await client.drafts.discard(workflow, { revision });
    terminal.err(`the draft of ${workflow.name} is gone\n`);
  });
};
