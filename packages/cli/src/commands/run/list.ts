import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { savedRunsOf, viewOf } from '../saved-view/find-view.ts';
import { type RunFilterFlags, runFilterOptions, timesOf } from './filter-options.ts';
import { runView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, RunFilterFlags {
  readonly project?: string;
  readonly children?: boolean;
  readonly view?: string;
  readonly limit: number;
}

export const examples = `
  carillon run list --state failed --since 12h
  carillon run list --state failed --ended-since 12h --until 24h
  carillon run list --workflow daily-report@6 -o json
  carillon run list --trigger backfill,rerun --input region=eu --label team=bi
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  runFilterOptions(command)
    .option('--children', 'also runs that are a part of another one, such as the turns of a loop')
    .option('--view <name>', 'as this saved view has it; flags of the same go before it')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal);
    const view = await viewOf(client, { name: flags.view, project, page: 'runs' });
    const { workflow, state, trigger, label, input, fingerprint, slaMissed, children } = flags;
    const given = { workflow, state, trigger, label, input, fingerprint, slaMissed, children };
    const filter = {
      ...(view && savedRunsOf(view, terminal.now())),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      ...timesOf(flags, terminal.now()),
      project: view?.project ?? project,
    };
    const { items, hasMore } = await collectPages((page) => client.runs.list({ ...filter, ...page }), flags.limit);
    const hint = emptyHint(filter, 'no runs; start one with `carillon run start <workflow>`');
    await printList(items, runView, flags, terminal, hint);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
