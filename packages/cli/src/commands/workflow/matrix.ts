/** Runs × tasks of a workflow: what failed when, at one look. */
import type { RunMatrix } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, positiveInteger, projectOption } from '../../options.ts';
import { iconOf } from '../../output/paint.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { helpingWithName, workflowNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
  readonly runs: number;
}

/** A run with the states of its tasks in the order of `tasks`. */
type Row = RunMatrix['runs'][number];

/** One column a task: its icon for people, its state elsewhere. */
const matrixView = (tasks: readonly string[], isShort: boolean): View<Row> => ({
  id: ({ id }) => id,
  name: ({ id }) => id,
  columns: [
    { name: 'date', value: ({ logicalDate }) => logicalDate },
    { name: 'version', value: ({ version }) => version },
    { name: 'run', kind: 'state', value: ({ state }) => state },
    ...tasks.map((name, no) => ({
      name,
      value: ({ states }: Row) => (isShort && states[no] ? iconOf(states[no]) : states[no]),
    })),
    { name: 'id', value: ({ id }) => id },
  ],
});

export const examples = `
  carillon workflow matrix daily-report
  carillon workflow matrix retail/orders --runs 50
`;

export const define: DefineCommand = (command, { terminal, connect }) => {
  command
    .argument('<workflow>', 'name, or project/name')
    .option('--runs <n>', 'how many at most, 100', positiveInteger, 20);
  outputOptions(connectionOptions(projectOption(command))).action(async (text: string, flags: Flags) => {
    const { client } = await connect(flags);
    const name = workflowNamed(text, flags.project, terminal);
    const { tasks, runs } = await helpingWithName(client, name, () =>
      client.workflows.matrix(name, { runs: flags.runs }),
    );
    const view = matrixView(tasks, flags.output === 'table');
    await printList(runs, view, flags, terminal, 'it has not run; start it with `carillon run start`');
  });
};
