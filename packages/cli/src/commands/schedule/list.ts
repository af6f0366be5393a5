import type { Schedule } from '@carillon/sdk';
import type { DefineCommand } from '../../command.ts';
import type { ServerFlags } from '../../connection/discover-server.ts';
import { connectionOptions, outputOptions, projectOption } from '../../options.ts';
import { type OutputFlags, printList, type View } from '../../output/view.ts';
import { projectNamed } from '../../workflow-name.ts';

interface Flags extends ServerFlags, OutputFlags {
  readonly project?: string;
}

const scheduleView: View<Schedule> = {
  id: ({ id }) => id,
  name: ({ project, workflow, name }) => `${project}/${workflow}/${name}`,
  columns: [
    { name: 'workflow', value: ({ workflow }) => workflow },
    { name: 'name', value: ({ name }) => name },
    { name: 'when', value: ({ expression }) => expression },
    { name: 'timezone', value: ({ timezone }) => timezone },
    { name: 'state', kind: 'state', value: ({ state }) => state },
    { name: 'next', kind: 'time', value: ({ nextFireAt }) => nextFireAt },
    { name: 'reason', value: ({ reason }) => reason?.text },
    { name: 'project', isWide: true, value: ({ project }) => project },
    { name: 'id', isWide: true, value: ({ id }) => id },
  ],
};

export const define: DefineCommand = (command, { terminal, connect }) => {
  outputOptions(connectionOptions(projectOption(command))).action(async (flags: Flags) => {
    const { client } = await connect(flags);
    const { items } = await client.schedules.list({ project: projectNamed(flags.project, terminal) });
    await printList(
      items,
      scheduleView,
      flags,
      terminal,
      'no schedules; give a workflow one with `schedule: { cron: "10 0 * * *" }`',
    );
  });
};
