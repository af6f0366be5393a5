import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { payloadOf } from '../payload.ts';
import { datasetUpdateView, datasetWaitView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly partition?: string;
  readonly metadata?: readonly string[];
  readonly idempotencyKey?: string;
  readonly dryRun?: boolean;
}

/** The server tells of so many at most. */
const MOST_WAITS = 100;

export const examples = `
  carillon dataset update orders
  carillon dataset update orders --partition 2026-11-20 -m rows=1204
  carillon dataset update orders --partition 2026-11-20 --dry-run
  carillon dataset update orders --partition 2026-11-20 --idempotency-key load-8812
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'name of the dataset')
    .option('--partition <partition>', 'of what; of the whole when absent')
    .option('-m, --metadata <name=value>', 'kept with the update; may be repeated', collect)
    .option('--idempotency-key <key>', 'updates with the same key are one')
    .option('--dry-run', 'list the task runs that would go on, and change nothing');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { partition, metadata, environment, idempotencyKey } = flags;
    const place = { project: projectNamed(flags.project, terminal), environment };
    if (flags.dryRun) {
      const { items } = await client.datasets.waits(name, { ...place, partition: partition ?? '' });
      if (items.length >= MOST_WAITS) terminal.err(`the ${MOST_WAITS} that have waited longest; there may be more\n`);
      return printList(items, datasetWaitView, flags, terminal, 'nothing waits for it now');
    }
    const update = {
      ...(partition === undefined ? {} : { partition }),
      ...(metadata === undefined ? {} : { metadata: payloadOf({ param: metadata }) }),
    };
    const options = { ...place, idempotencyKey };
    await printOne(await client.datasets.update(name, update, options), datasetUpdateView, flags, terminal);
  });
};
