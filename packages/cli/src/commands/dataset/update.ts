import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { collect, connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printOne } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';
import { payloadOf } from '../payload.ts';
import { datasetUpdateView } from './view.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly partition?: string;
  readonly metadata?: readonly string[];
}

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<name>', 'name of the dataset')
    .option('--partition <partition>', 'of what; of the whole when absent')
    .option('-m, --metadata <name=value>', 'kept with the update; may be repeated', collect);
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const { partition, metadata, environment } = flags;
    const update = {
      ...(partition === undefined ? {} : { partition }),
      ...(metadata === undefined ? {} : { metadata: payloadOf({ param: metadata }) }),
    };
    const place = { project: projectNamed(flags.project, terminal), environment };
    await printOne(await client.datasets.update(name, update, place), datasetUpdateView, flags, terminal);
  });
};
