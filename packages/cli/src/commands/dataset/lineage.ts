import type { DatasetUse } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

const useView: View<DatasetUse> = {
  id: ({ project, workflow, task }) => `${project}/${workflow}/${task}`,
  name: ({ project, workflow }) => `${project}/${workflow}`,
  columns: [
    { name: 'use', value: ({ use }) => use },
    { name: 'project', value: ({ project }) => project },
    { name: 'workflow', value: ({ workflow, version }) => `${workflow}@${version}` },
    { name: 'task', value: ({ task }) => task },
    { name: 'partition', value: ({ partition }) => partition },
  ],
};

export const examples = `
  carillon dataset lineage orders
  carillon dataset lineage orders --project retail -o name | sort -u
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<name>', 'name of the dataset');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string, flags: Flags) => {
    const { client } = await connect(flags);
    const place = { project: projectNamed(flags.project, terminal), environment: flags.environment };
    const { items } = await client.datasets.lineage(name, place);
    await printList(items, useView, flags, terminal, 'no live version brings it up to date or waits for it');
  });
};
