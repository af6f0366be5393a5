import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { type Page, PAGES } from './find-view.ts';
import { savedViewView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly page?: Page;
}

export const examples = `
  carillon saved-view list
  carillon saved-view list --page runs --project retail
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.addOption(new Option('--page <page>', 'views of this list only').choices(PAGES));
  outputOptions(connectionOptions(projectOption(command))).action(async ({ page, ...flags }: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    const { items } = await client.savedViews.list({ project, page });
    await printList(items, savedViewView, flags, terminal, 'no views; save one with `carillon saved-view set`');
  });
};
