import { BACKFILL_STATES } from '@carillon/core/backfill-states';
import { InvalidArgumentError } from 'commander';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collectPages, hintAtMore } from '../../connection/pages.ts';
import { connectionOptions, list, outputOptions, rowLimit, projectOption } from '../../options.ts';
import { emptyHint } from '../../output/empty-hint.ts';
import { type OutputFlags, printList } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { backfillView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly workflow?: string;
  readonly state?: readonly string[];
  readonly limit: number;
}

function states(value: string, earlier?: readonly string[]): readonly string[] {
  const all = list(value, earlier);
  const unknown = all.find((state) => !(BACKFILL_STATES as readonly string[]).includes(state));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no state '${unknown}'; there are ${BACKFILL_STATES.join(', ')}.`);
  return all;
}

export const examples = `
  carillon backfill list --state running,paused
  carillon backfill list --workflow orders_daily -o wide
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .option('--workflow <name>', 'backfills of this workflow only')
    .option('--state <states>', 'in these states only, separated by commas', states)
    .option('--limit <n>', 'how many at most, or all', rowLimit, 50);
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { workflow, state } = flags;
    const filter = { project: projectNamed(flags.project, terminal), workflow, state };
    const { items, hasMore } = await collectPages((page) => client.backfills.list({ ...filter, ...page }), flags.limit);
    const whenNew =
      'no backfills; see what one would do with `carillon backfill create <workflow> --from … --to … --dry-run`';
    await printList(items, backfillView, flags, terminal, emptyHint(filter, whenNew));
    if (hasMore) hintAtMore(flags.limit, terminal);
  });
};
