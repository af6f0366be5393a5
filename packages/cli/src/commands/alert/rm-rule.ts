import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { projectNamed } from '../../workflow-name.ts';
import { ruleScopeOf } from './rule-scope.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
}

export const examples = `
  carillon alert rm-rule orders_daily/load
  carillon alert rm-rule --project retail      the one of the project itself
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('[scope]', 'a workflow, or workflow/task; the project where absent');
  connectionOptions(projectOption(command)).action(async (scope: string | undefined, flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    await client.alerts.removeRule(ruleScopeOf(scope, project));
    terminal.err('removed; the wider rule counts again\n');
  });
};
