import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { viewOf, workflowFilterOf } from '../saved-view/find-view.ts';
import { type WorkflowFilterFlags, workflowFilterOptions } from './filter-options.ts';
import { workflowView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, WorkflowFilterFlags {
  readonly project?: string;
  readonly view?: string;
  readonly limit: number;
}

export const examples = `
  carillon workflow list --tag core --owner team-bi
  carillon workflow list --last-result failed --paused -o wide
  carillon workflow list --text "daily sales" -q
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  workflowFilterOptions(command)
    .option('--view <name>', 'as this saved view has it; flags of the same go before it')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 200);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal);
    const view = await viewOf(client, { name: flags.view, project, page: 'workflows' });
    const saved = view && workflowFilterOf(view);
    const filter = {
      project: view?.project ?? project,
      text: flags.text ?? saved?.text,
      owner: flags.owner ?? saved?.owner,
      tag: flags.tag ?? saved?.tag,
      paused: flags.paused ?? saved?.paused,
      lifecycle: flags.lifecycle ?? saved?.lifecycle,
      lastResult: flags.lastResult ?? saved?.lastResult,
      hasDraft: flags.hasDraft ?? saved?.hasDraft,
    };
    const { items, hasMore } = await collectPages((page) => client.workflows.list({ ...filter, ...page }), flags.limit);
    const whenNew = 'no workflows; write one with `carillon init` and publish it with `carillon apply -f`';
    await printList(items, workflowView, flags, terminal, emptyHint(filter, whenNew));
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
