import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, projectOption } from '../../options.ts';
import { projectNamed } from '../../workflow-name.ts';
import { findView, type Page, PAGES } from './find-view.ts';

interface Flags extends ServerFlags {
  readonly project?: string;
  readonly page?: Page;
}

export const examples = `
  carillon saved-view rm failed
  carillon saved-view rm "of team bi" --page workflows
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<view>', 'its name')
    .addOption(new Option('--page <page>', 'where several lists have a view of that name').choices(PAGES));
  connectionOptions(projectOption(command)).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    const { id } = await findView(client, { name, project, page: flags.page });
    await client.savedViews.remove(id);
  });
};
