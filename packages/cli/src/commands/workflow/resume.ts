import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';
import { workflowView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly reason?: string;
  readonly catchUp?: boolean;
}

export const examples = `
  carillon workflow resume daily-report
  carillon workflow resume retail/orders --catch-up --reason "DB is upgraded"
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--reason <text>', 'why: kept in the audit')
    .option('--catch-up', 'treat what was paused as missed, by the misfire policy; it is left out otherwise');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const body = {
      ...(flags.catchUp && { catchUp: true }),
      ...(flags.reason !== undefined && { reason: flags.reason }),
    };
    const resumed = await helpingWithName(client, name, () => client.workflows.resume(name, body));
    await printOne(resumed, workflowView, flags, terminal);
  });
};
