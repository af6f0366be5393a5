import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, durationMs, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { runFilterOf, viewOf } from '../saved-view/find-view.ts';
import { type RunFilterFlags, runFilterOptions } from './filter-options.ts';
import { runView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags, RunFilterFlags {
  readonly project?: string;
  readonly since?: number;
  readonly children?: boolean;
  readonly slaMissed?: boolean;
  readonly view?: string;
  readonly limit: number;
}

export const examples = `
  carillon run list --state failed --since 12h
  carillon run list --workflow daily-report@6 -o json
  carillon run list --trigger backfill,rerun --input region=eu --label team=bi
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  runFilterOptions(command)
    .option('--since <duration>', 'created within the last 30m, 12h, 7d', durationMs)
    .option('--sla-missed', 'only runs that missed a promise (sla)')
    .option('--children', 'also runs that are a part of another one, such as the turns of a loop')
    .option('--view <name>', 'as this saved view has it; flags of the same go before it')
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const project = projectNamed(flags.project, terminal);
    const view = await viewOf(client, { name: flags.view, project, page: 'runs' });
    const saved = view && runFilterOf(view);
    const since = flags.since ?? saved?.sinceMs;
    const filter = {
      project: view?.project ?? project,
      workflow: flags.workflow ?? saved?.workflow,
      state: flags.state ?? saved?.state,
      trigger: flags.trigger ?? saved?.trigger,
      label: flags.label ?? saved?.label,
      input: flags.input ?? saved?.input,
      fingerprint: flags.fingerprint ?? saved?.fingerprint,
      children: flags.children,
      slaMissed: flags.slaMissed,
      createdAfter: since === undefined ? undefined : new Date(terminal.now() - since).toISOString(),
    };
    const { items, hasMore } = await collectPages((page) => client.runs.list({ ...filter, ...page }), flags.limit);
    const hint = emptyHint(filter, 'no runs; start one with `carillon run start <workflow>`');
    await printList(items, runView, flags, terminal, hint);
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
