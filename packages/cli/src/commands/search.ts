import type { SearchHit } from '@carillon/sdk';
import type { DefineCommand } from '../command.ts';
import type { ServerFlags } from '../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../options.ts';
import { type OutputFlags, printList, type View } from '../output/view.ts';
import { projectNamed } from '../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

const inProject = ({ project, name }: SearchHit): string => (project === undefined ? name : `${project}/${name}`);

const hitView: View<SearchHit> = {
  id: (hit) => hit.id ?? inProject(hit),
  name: (hit) => `${hit.kind}/${inProject(hit)}`,
  columns: [
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'name', value: inProject },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'title', value: ({ title }) => title },
    { name: 'id', value: ({ id }) => id },
  ],
};

export const examples = `
  carillon search orders                 workflows, datasets, calendars, queues and workers of this name
  carillon search run_01J9…              the run
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command.argument('<text>', 'part of a name or title, or the id of a run');
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    // Without a project named here it looks in all of them, as the search of the console does.
    const { items } = await client.search({ text, project: projectNamed(flags.project, terminal) });
    await printList(items, hitView, flags, terminal, `nothing is called '${text}'`);
  });
};
