import type { DatasetUse, Lineage, LineageNode } from '@carillon/sdk';
import { usageError } from '../../command-error.ts';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { colorsFor, iconOf, paintState } from '../../output/paint.ts';
import { type OutputFlags, printList, printOne, timeText, type View } from '../../output/view.ts';
import type { Terminal } from '../../terminal.ts';
import { plainText } from '../../text/safe-text.ts';
import { projectNamed } from '../../workflow-name.ts';
import { lineageTree } from './lineage-tree.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly workflow?: string;
  readonly depth: number;
  readonly limit: number;
  readonly tasks?: boolean;
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

const nodeView: View<LineageNode> = {
  id: ({ id }) => id,
  name: ({ id }) => id,
  columns: [
    { name: 'kind', value: ({ kind }) => kind },
    { name: 'project', value: ({ project }) => project },
    { name: 'name', value: ({ name }) => name },
    { name: 'freshness', kind: 'state', value: ({ freshness }) => freshness },
    { name: 'updated', kind: 'time', value: ({ lastUpdate }) => lastUpdate?.at },
    { name: 'title', isWide: true, value: ({ title }) => title },
    { name: 'version', isWide: true, value: ({ version }) => version },
  ],
};

/** For programs: with its edges. */
const graphView: View<Lineage> = { id: ({ of = '' }) => of, name: ({ of = '' }) => of, columns: [] };

export const examples = `
  carillon dataset lineage orders
  carillon dataset lineage --workflow daily-report --depth 5
  carillon dataset lineage --project retail -o json
  carillon dataset lineage orders --tasks -o name | sort -u
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('[name]', 'name of the dataset; all of the project when absent')
    .option('--workflow <name>', 'around a workflow instead')
    .option('--depth <n>', 'so many steps each way', positiveInteger, 2)
    .option('--limit <n>', 'things at most', positiveInteger, 200)
    .option('--tasks', 'list the tasks alone that bring the dataset up to date, and those that wait for it');
  outputOptions(connectionOptions(projectOption(command))).action(async (name: string | undefined, flags: Flags) => {
    const { workflow, depth, limit, tasks } = flags;
    if (name !== undefined && workflow !== undefined)
      throw usageError('one thing stands in the middle', 'name a dataset, or --workflow');
    if (tasks && name === undefined) throw usageError('--tasks is of one dataset', 'name it');
    const { client } = await connect(flags);
    const place = { project: projectNamed(flags.project, terminal), environment: flags.environment };
    if (tasks && name !== undefined) {
      const { items } = await client.datasets.lineage(name, place);
      return printList(items, useView, flags, terminal, 'no live version brings it up to date or waits for it');
    }
    const of = name !== undefined ? `dataset:${name}` : workflow !== undefined ? `workflow:${workflow}` : undefined;
    const lineage = await client.datasets.lineageGraph({ ...place, of, limit, ...(of !== undefined && { depth }) });
    if (lineage.isCut) terminal.err(`cut at ${limit}: there is more; see --limit\n`);
    if (lineage.isPartial)
      terminal.err('there are too many live workflows: not all were looked at, there may be more\n');
    const { output = 'table', quiet, columns } = flags;
    if (!quiet && (output === 'json' || output === 'yaml')) return printOne(lineage, graphView, flags, terminal);
    if (quiet || output !== 'table' || columns !== undefined || lineage.nodes.length === 0)
      return printList(
        lineage.nodes,
        nodeView,
        flags,
        terminal,
        lineage.isPartial
          ? 'nothing in those that were looked at'
          : 'no live version names a dataset, a file or a workflow',
      );
    const lines = lineageTree(lineage, describer(place.project ?? 'default', flags, terminal));
    terminal.out(lines.map((line) => `${line}\n`).join(''));
  });
};

function describer(own: string, flags: OutputFlags, terminal: Terminal): Parameters<typeof lineageTree>[1] {
  const colors = colorsFor(terminal, terminal.isOutTty);
  return ({ kind, project, name, version, freshness, lastUpdate }, edge) => {
    const full = `${project === undefined || project === own ? '' : `${project}/`}${plainText(name)}`;
    const state =
      freshness === undefined
        ? ''
        : `  ${paintState(colors, freshness, `${iconOf(freshness)} ${freshness === 'never' ? 'never updated' : freshness}`)}`;
    const at = lastUpdate ? ` ${timeText(lastUpdate.at, flags, terminal.now())}` : '';
    const by = edge ? `  ${colors.dim(`${edge.use}: ${edge.tasks.join(', ')}`)}` : '';
    return `${colors.dim(kind)} ${full}${version === undefined ? '' : `@${version}`}${state}${at}${by}`;
  };
}
