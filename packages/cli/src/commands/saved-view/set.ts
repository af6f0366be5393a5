import { RUN_STATES } from '@carillon/core/states';
import type { SaveView } from '@carillon/sdk';
import { Option } from 'commander';
import type { DefineCommand } from '../../command.ts';
import { usageError } from '../../command-error.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, oneOf, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { type Page, PAGES } from './find-view.ts';
import { savedViewView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly page: Page;
  readonly state?: readonly string[];
  readonly workflow?: string;
  readonly text?: string;
}

export const examples = `
  carillon saved-view set "failed" --page runs --state failed
  carillon run list --view failed
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<view>', 'its name; a view of that name is replaced')
    .addOption(new Option('--page <page>', 'the list it is a view of').choices(PAGES).makeOptionMandatory())
    .option('--state <states>', 'of runs: in these states', oneOf('state', RUN_STATES))
    .option('--workflow <name>', 'of runs: of this workflow')
    .option('--text <part>', 'of workflows: whose name or title holds this');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const search = searchOf(flags);
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal) ?? 'default';
    await printOne(
      await client.savedViews.save({ project, page: flags.page, name, search }),
      savedViewView,
      flags,
      terminal,
    );
  });
};

/** Under the names that the console keeps in the address of the page. */
function searchOf({ page, state, workflow, text }: Flags): SaveView['search'] {
  const isOfRuns = state !== undefined || workflow !== undefined;
  if (page === 'workflows' && isOfRuns) throw usageError('--state and --workflow are of runs', 'use --page runs');
  if (page === 'runs' && text !== undefined) throw usageError('--text is of workflows', 'use --page workflows');
  return {
    ...(text !== undefined && { q: text }),
    ...(workflow !== undefined && { workflow }),
    ...(state !== undefined && { state }),
  };
}
